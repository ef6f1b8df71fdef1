import streamlit as st

from dashboard.acceptance.dry_runs import dry_run
from dashboard.acceptance.form import dry_run_button, maximum_field, switch
from dashboard.acceptance.history import acceptance_answer, changes_block, lately
from dashboard.acceptance.table import dry_run_report
from dashboard.orders.entity import ORDER
from dashboard.parts.desk import open_desk
from dashboard.parts.states import snapshot_or_stop
from dashboard.people.access import Role, require
from etl.store.orders.acceptance import acceptance_setting
from etl.words.catalogues import _

desk = open_desk()
require(Role.ADMIN, desk.user)
st.title(_("Automatic acceptance"), anchor=False)
snapshot = snapshot_or_stop(desk)
setting = acceptance_setting(desk.ops)
st.markdown(f"#### {acceptance_answer(setting)}", anchors=False)
st.markdown(
    _(
        "Accepts the orders whose stock covers every line, counting what other open orders already take. "
        "Everything doubtful is left to you: old data, an unknown listing, an order somebody has already decided on."
    )
)
if setting.is_on:
    st.caption(lately(desk.ops, desk.now))

left, right = st.columns([2, 3], gap="medium")
with left, st.container(border=True):
    most_value = maximum_field(setting)
    is_asked = dry_run_button(most_value)
    run = dry_run(snapshot, most_value, desk.now) if is_asked else None
    switch(setting, run)
with right:
    st.subheader(_("Dry run over 30 days"), anchor=False)
    if run is None:
        st.caption(_("It judges the orders of the last 30 days as the worker would have, and changes nothing."))
    else:
        dry_run_report(run, ORDER)
st.subheader(_("Changes of the setting"), anchor=False)
changes_block(setting)
