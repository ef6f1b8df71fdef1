"""The tables of the Sync page: runs, counts by status and by day, rejects, drift, checks."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.parts import address
from dashboard.parts.row_table import row_table
from dashboard.parts.states import nothing_here
from dashboard.sync import queries
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.codes import CHECK_STATES, DRIFT_KINDS, ORDER_STATUSES, RESOURCES, RUN_STATES, word
from etl.words.formats import day, duration, moment
from etl.words.markdown import escape, shortened

RUN_COLOURS: Final = {
    "landed": "green",
    "running": "blue",
    "held_back": "orange",
    "refused": "red",
    "failed": "red",
    "unfinished": "blue",
    "interrupted": "gray",
}


def counts_table(counts: pl.DataFrame) -> None:
    """Ours against the marketplace's, status by status."""
    if not counts.height:
        nothing_here(_("The marketplace has not been asked for its counts yet."), ":material/hourglass_empty:")
        return
    row_table(
        [_count(row) for row in counts.iter_rows(named=True)], _("Orders by status, ours against the marketplace's")
    )
    counted_at = max(counts["counted_at"].to_list())
    st.caption(_("Counted {time}.").format(time=escape(moment(counted_at))))


def _count(row: dict[str, Any]) -> dict[str, Any]:
    gap = row["own_count"] - row["marketplace_count"]
    agreed = ":green-badge[:material/check: {text}]".format(text=_("same"))
    return {
        _("Status"): escape(word(ORDER_STATUSES, row["status"])) if row["status"] else _("All"),
        _("Ours"): row["own_count"],
        _("Marketplace"): row["marketplace_count"],
        _("Difference"): agreed if gap == 0 else f":orange-badge[:material/warning: {gap:+d}]",
    }


def day_counts_table(days: pl.DataFrame) -> None:
    """The days on which ours differ from the marketplace's, the newest first; its statuses below a day."""
    if not days.height:
        nothing_here(_("No day has been counted yet."), ":material/hourglass_empty:")
        return
    differing = days.filter(pl.col("own_count") != pl.col("marketplace_count"))
    if not differing.height:
        nothing_here(_("Every day agrees with the marketplace."))
    else:
        rows = [{_("Day"): escape(day(row["day"])), **_count(row)} for row in differing.iter_rows(named=True)]
        row_table(rows, _("Days whose orders differ, ours against the marketplace's"))
    counted_at = max(days["counted_at"].to_list())
    words = _("Last counted {time}. A day that differs is read again by itself.")
    st.caption(words.format(time=escape(moment(counted_at))))


def runs_table(snapshot: Snapshot) -> None:
    """Runs of the sync, newest first, paged; polls find nothing new most of the time, and stay out unless asked for."""
    is_idle_shown = st.toggle(_("Also runs that found nothing new"), key="idle_runs")
    matching = queries.count_runs(snapshot, is_idle_shown=is_idle_shown)
    if not matching:
        nothing_here(_("No run yet has found anything new."), ":material/hourglass_empty:")
        return
    runs = queries.runs(snapshot, address.page_number(), is_idle_shown=is_idle_shown)
    st.dataframe(
        pl.DataFrame([_run(row) for row in runs.iter_rows(named=True)]),
        column_config=_run_columns(),
        hide_index=True,
        height="content",
        alt=_("Runs of the sync, the newest first"),
    )
    address.pager(-(-matching // queries.PAGE_SIZE))


def _run(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "state": [word(RUN_STATES, row["state"])],
        "resource": word(RESOURCES, row["resource"]),
        "started": moment(row["started_at"]),
        "took": duration(row["ended_at"] - row["started_at"]) if row["ended_at"] else "–",
        "requests": row["request_count"],
        "records": row["record_count"],
        "changed": row["changed_count"],
        "rejected": row["rejected_count"],
        "error": shortened(row["error"], 200),
    }


def _run_columns() -> dict[str, Any]:
    column = st.column_config
    words = [word(RUN_STATES, state) for state in RUN_STATES]
    colours = [RUN_COLOURS[state] for state in RUN_STATES]
    return {
        "state": column.MultiselectColumn(_("State"), options=words, color=colours, width=100),
        "resource": column.TextColumn(_("What"), width=170),
        "started": column.TextColumn(_("Started"), width=150),
        "took": column.TextColumn(_("Took"), width=80),
        "requests": column.NumberColumn(_("Requests"), format="localized"),
        "records": column.NumberColumn(_("Records"), format="localized"),
        "changed": column.NumberColumn(_("Changed"), format="localized"),
        "rejected": column.NumberColumn(_("Set aside"), format="localized"),
        "error": column.TextColumn(_("Error"), width="large"),
    }


def rejects_table(rejects: pl.DataFrame) -> None:
    """Records that did not fit, with the reason."""
    if not rejects.height:
        nothing_here(_("Every record fitted."))
        return
    shown = rejects.select(
        pl.col("resource").map_elements(lambda code: word(RESOURCES, code), return_dtype=pl.String),
        "key",
        "reason",
        pl.col("rejected_at").map_elements(moment, return_dtype=pl.String),
    )
    columns = {"resource": _("What"), "key": _("Record"), "reason": _("Reason"), "rejected_at": _("When")}
    st.dataframe(shown, column_config=columns, hide_index=True, alt=_("Records set aside, with the reason"))
    st.caption(_("They are judged again after each update that changes the rules, or with `vigie rejects replay`."))


def drift_table(drift: pl.DataFrame) -> None:
    """Where the marketplace's answers are not what we know."""
    if not drift.height:
        nothing_here(_("The marketplace answers as it always did."))
        return
    shown = drift.select(
        pl.col("resource").map_elements(lambda code: word(RESOURCES, code), return_dtype=pl.String),
        pl.col("kind").map_elements(lambda code: word(DRIFT_KINDS, code), return_dtype=pl.String),
        "path",
        "example",
        "record_count",
        pl.col("last_seen_at").map_elements(moment, return_dtype=pl.String),
    )
    columns = {
        "resource": _("What"),
        "kind": _("Kind"),
        "path": _("Field"),
        "example": _("Example"),
        "record_count": _("Records"),
        "last_seen_at": _("Last seen"),
    }
    st.dataframe(shown, column_config=columns, hide_index=True, alt=_("Differences from the known contract"))


def checks_table(checks: pl.DataFrame) -> None:
    """Invariants that were checked before publishing."""
    if not checks.height:
        nothing_here(_("No check has run yet."), ":material/hourglass_empty:")
        return
    row_table([_check(row) for row in checks.iter_rows(named=True)], _("Checks before publishing"))


def _check(row: dict[str, Any]) -> dict[str, Any]:
    colour, icon = ("green", ":material/check:") if row["state"] == "passed" else ("red", ":material/error:")
    return {
        _("Check"): f"`{row['check_name']}`",
        _("State"): f":{colour}-badge[{icon} {escape(word(CHECK_STATES, row['state']))}]",
        _("Rows"): row["failing_rows"],
        _("When"): escape(moment(row["checked_at"])),
    }
