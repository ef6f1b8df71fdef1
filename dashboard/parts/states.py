"""Designed states: what a page shows when there is nothing to show, each with the next step."""

from __future__ import annotations

import streamlit as st

from dashboard.parts.desk import Desk
from dashboard.parts.freshness import Pulse
from etl.store.errors import SnapshotMissing, SnapshotNewer, SnapshotOlder
from etl.store.ops.heartbeats import Heartbeat
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.codes import TROUBLES, word
from etl.words.markdown import escape

START_COMMANDS = "make run\nvigie worker"


def snapshot_or_stop(desk: Desk) -> Snapshot:
    """The snapshot; without one, say why and how to get one, and stop the page."""
    if desk.snapshot is not None:
        return desk.snapshot
    if isinstance(desk.trouble, SnapshotMissing):
        _no_data_yet(desk.pulse())
    elif isinstance(desk.trouble, SnapshotOlder):
        _being_rebuilt(desk.pulse())
    elif isinstance(desk.trouble, SnapshotNewer):
        _from_a_newer_version()
    else:
        _unreadable_data(str(desk.trouble))
    return st.stop()


def _no_data_yet(pulse: Pulse) -> None:
    if pulse.is_worker_alive:
        st.subheader(_("The first sync is under way"), icon=":material/hourglass_top:")
        st.markdown(_("The worker is reading your orders. This page fills by itself as soon as they are in."))
        return
    st.subheader(_("No data yet"), icon=":material/database_off:")
    st.markdown(_("Nothing has been read from the marketplace, and the worker is not running. Start it in a terminal:"))
    st.code(START_COMMANDS, language="bash")
    st.caption(_("The first command starts the app and the worker together, the second the worker alone."))


def _being_rebuilt(pulse: Pulse) -> None:
    st.subheader(_("The data are being rebuilt"), icon=":material/construction:")
    if pulse.is_worker_alive:
        text = _(
            "Vigie was updated, and the worker is building the data anew. This takes seconds, up to some minutes for "
            "very many orders; this page fills by itself as soon as it is done. Nothing is lost."
        )
        st.markdown(text)
        return
    text = _(
        "Vigie was updated, and the worker builds the data anew when it starts. It is not running. "
        "Start it in a terminal:"
    )
    st.markdown(text)
    st.code(START_COMMANDS, language="bash")
    st.caption(_("The first command starts the app and the worker together, the second the worker alone."))


def _from_a_newer_version() -> None:
    st.subheader(_("The data come from a newer Vigie"), icon=":material/update:")
    text = _(
        "A newer version of Vigie has published these data, and this one cannot read them. Update Vigie here, or "
        "restart the app if that is done already. Nothing was changed."
    )
    st.markdown(text)


def _unreadable_data(reason: str) -> None:
    st.subheader(_("The data cannot be read"), icon=":material/broken_image:")
    st.markdown(escape(reason, 400))
    st.markdown(_("The worker writes a new copy at its next publication. To publish now, or to find the cause:"))
    st.code("vigie publish\nvigie doctor", language="bash")


def warn_about_worker(pulse: Pulse) -> None:
    """Say that nothing moves while the worker is not running, and how to start it."""
    if pulse.is_worker_alive or pulse.read_at is None:
        return
    text = _(
        "The worker is not running: nothing is read and nothing is sent. Start it with `vigie worker`, or `make run`."
    )
    st.warning(text, icon=":material/power_off:")


def warn_about_trouble(trouble: Heartbeat | None) -> None:
    """Say what stands in the worker's way, in words and with the next step; the worker's own words as the reason."""
    if trouble is None:
        return
    reason = escape(trouble.detail, 400)
    st.warning(f"{word(TROUBLES, trouble.state)}  \n:small[{reason}]", icon=":material/report:")


def unusable(title: str, reason: str, commands: str) -> None:
    """Something outside the data is wrong (settings, operations database): name it, and what to run."""
    st.title(title, icon=":material/error:")
    st.markdown(escape(reason, 600))
    st.code(commands, language="bash")


def nothing_here(text: str, icon: str = ":material/check_circle:") -> None:
    """An empty list that is no fault."""
    st.caption(f"{icon} {text}")
