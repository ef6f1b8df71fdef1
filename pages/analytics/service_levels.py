import streamlit as st

from dashboard.levels import queries
from dashboard.levels.card import level_card
from dashboard.levels.cases import case_list
from dashboard.levels.choices import chosen_cases, section_switch, window_switch
from dashboard.levels.details import marketplace_view, times, trend_and_margin, where_it_fails
from dashboard.levels.thresholds import threshold_desk
from dashboard.levels.words import METRICS_IN_ORDER, levels_sentence
from dashboard.orders.entity import ORDER
from dashboard.parts.desk import open_desk
from dashboard.parts.questions import answer
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here, snapshot_or_stop
from dashboard.people.access import Role, require
from etl.words.catalogues import _

desk = open_desk()
require(Role.MANAGER, desk.user)
st.title(_("Service levels"), anchor=False)
snapshot = snapshot_or_stop(desk)

wanted = chosen_cases()
if wanted is not None:
    case_list(snapshot, wanted, desk.now, ORDER)
    st.stop()

sentence = st.container(horizontal=True, vertical_alignment="center")
window_days = window_switch()
levels = answer(snapshot, queries.levels_now(window_days))
with sentence:
    st.markdown(f"#### {levels_sentence(levels)}", anchors=False, width="content")
    show_query(queries.levels_now(window_days))
if not levels.height:
    nothing_here(_("No level has been computed yet: the next publication does it."), ":material/hourglass_empty:")
    st.stop()

with st.grid(3, min_column_width=230):
    for metric in METRICS_IN_ORDER:
        level_card(snapshot, metric, window_days)

section = section_switch()
if section == "trend":
    trend_and_margin(snapshot, window_days)
elif section == "where":
    where_it_fails(snapshot, window_days)
elif section == "time":
    times(snapshot, window_days, levels["day"][0])
elif section == "marketplace":
    marketplace_view(snapshot, window_days)
else:
    threshold_desk(desk, snapshot)
