import polars as pl
import streamlit as st

from dashboard.parts.desk import open_desk
from dashboard.parts.figures import Meaning, figure, seconds
from dashboard.parts.questions import question
from dashboard.parts.states import snapshot_or_stop
from dashboard.people.access import Role, require
from dashboard.sync import queries
from dashboard.sync.tables import checks_table, counts_table, day_counts_table, drift_table, rejects_table, runs_table
from dashboard.sync.words import sync_sentence
from dashboard.sync.worker_signs import worker_signs
from etl.words.catalogues import _

desk = open_desk()
require(Role.ADMIN, desk.user)
st.title(_("Sync"), anchor=False)
snapshot = snapshot_or_stop(desk)

pulse = desk.pulse()
counts, checks = queries.order_counts(snapshot), queries.data_quality(snapshot)
rejects, drift = queries.rejects(snapshot), queries.drift(snapshot)
differing = counts.filter(pl.col("own_count") != pl.col("marketplace_count")).height
failed = checks.filter(pl.col("state") != "passed").height
st.markdown(f"#### {sync_sentence(differing, failed, is_stale=pulse.is_stale)}", anchors=False)

with st.grid(4, min_column_width=160):
    lag = queries.lag(snapshot, pulse, desk.read_at)
    figure(snapshot, _("Lag"), lag, seconds, Meaning(help=_("Since the orders were last read.")))
    ours = Meaning(help=_("Our counts against the marketplace's."))
    figure(snapshot, _("Statuses that differ"), question("sync/statuses_differing"), meaning=ours)
    misfits = Meaning(help=_("Records that did not fit, kept with their reason."))
    figure(snapshot, _("Set aside"), question("sync/rejects_count"), meaning=misfits)
    invariants = Meaning(help=_("Invariants checked before each publication."))
    figure(snapshot, _("Checks failed"), question("sync/checks_failed"), meaning=invariants)

worker_signs()

runs_tab, counts_tab, days_tab, rejects_tab, drift_tab, checks_tab = st.tabs(
    [_("Runs"), _("Counts"), _("Days"), _("Set aside"), _("Drift"), _("Checks")], on_change="rerun", key="sync_tabs"
)
if runs_tab.open:
    with runs_tab:
        runs_table(snapshot)
if counts_tab.open:
    with counts_tab:
        counts_table(counts)
if days_tab.open:
    with days_tab:
        day_counts_table(queries.day_counts(snapshot))
if rejects_tab.open:
    with rejects_tab:
        rejects_table(rejects)
if drift_tab.open:
    with drift_tab:
        drift_table(drift)
if checks_tab.open:
    with checks_tab:
        checks_table(checks)
