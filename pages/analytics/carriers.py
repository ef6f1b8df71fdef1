import streamlit as st

from dashboard.carriers import queries
from dashboard.carriers.tables import (
    carrier_table,
    carriers_sentence,
    department_choice,
    where_a_carrier_is_slow,
    window_switch,
)
from dashboard.parts.desk import open_desk
from dashboard.parts.questions import answer
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here, snapshot_or_stop
from dashboard.people.access import Role, require
from etl.words.catalogues import _

desk = open_desk()
require(Role.MANAGER, desk.user)
st.title(_("Carriers"), anchor=False)
snapshot = snapshot_or_stop(desk)

sentence = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    window_days = window_switch()
    department = department_choice(snapshot)
asked = queries.scores(window_days, department)
scores = answer(snapshot, asked)
if not scores.height:
    nothing_here(
        _("No parcel yet whose promised day is a week ago: carriers show here once there is."),
        ":material/hourglass_empty:",
    )
    st.stop()

sentence.markdown(f"#### {carriers_sentence(scores)}", anchors=False)
carrier_table(scores)
show_query(asked)
where_a_carrier_is_slow(snapshot, window_days, scores["carrier_name"].to_list())
