"""What the worker tells of itself on the Sync page: how far a backfill is, calls made, how far our clock is off."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import streamlit as st

from dashboard.parts.desk import open_desk
from etl.store.ops.heartbeats import Heartbeat, last_heartbeat
from etl.store.ops.vitals import BACKFILL, VITALS, told_backfill, told_vitals
from etl.words.catalogues import _
from etl.words.formats import duration, labelled, number

NOTICED_SKEW: Final = timedelta(seconds=2)
LOOK_SECONDS: Final = 2


def worker_signs() -> None:
    """Vitals and backfill, looked at again every two seconds: a backfill moves on without anything being published."""
    st.fragment(_look, run_every=LOOK_SECONDS)()


def _look() -> None:
    ops = open_desk().ops
    vitals_caption(last_heartbeat(ops, VITALS))
    backfill_bar(last_heartbeat(ops, BACKFILL))


def backfill_bar(sign: Heartbeat | None) -> None:
    """How far the backfill is, while there is one."""
    progress = told_backfill(sign)
    if progress is None or sign is None or sign.state == "done":
        return
    done = _("{landed} of about {expected} orders, {done} of {windows} windows").format(
        landed=number(progress.landed),
        expected=number(progress.expected),
        done=number(progress.windows_done),
        windows=number(progress.windows),
    )
    left = progress.seconds_left
    words = [done, *([] if left is None else [_("{duration} left").format(duration=duration(timedelta(seconds=left)))])]
    st.progress(progress.share, text=labelled(_("Backfill"), ", ".join(words)))


def vitals_caption(sign: Heartbeat | None) -> None:
    """Calls made in the last minute, and how far our clock is off."""
    vitals = told_vitals(sign)
    if vitals is None:
        return
    words = [_("{n} calls of {most} in the last minute").format(
        n=number(vitals.calls_last_minute), most=number(vitals.calls_per_minute))]  # fmt: skip
    if vitals.skew_seconds is not None:
        words.append(_skew(timedelta(seconds=vitals.skew_seconds)))
    st.caption(" · ".join(words))


def _skew(skew: timedelta) -> str:
    if abs(skew) < NOTICED_SKEW:
        return _("our clock agrees with the marketplace's")
    ahead, behind = (
        _("our clock is {duration} ahead of the marketplace's"),
        _("our clock is {duration} behind the marketplace's"),
    )
    return (ahead if skew > timedelta(0) else behind).format(duration=duration(skew))
