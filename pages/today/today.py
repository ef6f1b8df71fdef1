import streamlit as st

from dashboard.access import Role, require
from dashboard.answers import today_answer
from dashboard.charts import are_deadlines_kept
from dashboard.desk import open_desk
from dashboard.figures import owed_figure, rate_figure
from dashboard.first_five import first_five, first_orders
from dashboard.formats import day
from dashboard.i18n import _
from dashboard.overlay import in_hand_by_kind
from dashboard.queries.today import begun, open_deadlines, opened_by_day, service_levels
from dashboard.query_panel import queries_panel
from dashboard.registry import ORDERS
from dashboard.states import nothing_here, snapshot_or_stop
from dashboard.tables import owed_table
from dashboard.urgency import next_due_at, owed_by_kind
from dashboard.words import THRESHOLD_SOURCES, word

desk = open_desk()
require(Role.MANAGER, desk.user)
st.title(_("Today"), anchor=False)
snapshot = snapshot_or_stop(desk)

deadlines = open_deadlines(snapshot)
to_accept, to_ship = (owed_by_kind(deadlines, kind, desk.now) for kind in ("accept_order", "ship_order"))
st.markdown(f"#### {today_answer(to_accept, to_ship, next_due_at(deadlines, desk.now), desk.now)}", anchors=False)

unseen = desk.unseen()
in_hand = in_hand_by_kind(unseen.values())
opened = opened_by_day(snapshot, desk.now)
levels = service_levels(snapshot)
with st.grid(4, min_column_width=165):
    owed_figure(_("To accept"), to_accept, begun(opened, "accept_order"), in_hand["accept_order"], desk.now)
    owed_figure(_("To ship"), to_ship, begun(opened, "ship_order"), in_hand["ship_order"], desk.now)
    rate_figure(levels, "accept_in_time")
    rate_figure(levels, "ship_in_time")

first, owed = st.columns([3, 2], gap="medium")
with first:
    st.subheader(_("Do first"), anchor=False)
    orders = first_orders(snapshot, unseen)
    if orders.height:
        first_five(snapshot, orders, unseen, desk.now)
        st.page_link(ORDERS.script, label=_("The whole queue"), icon=":material/list:")
    else:
        nothing_here(_("Nothing waits for anybody."))
with owed:
    st.subheader(_("Owed, by urgency"), anchor=False)
    st.table(owed_table([to_accept, to_ship]), border="horizontal", alt=_("What is owed, by kind and urgency"))

st.subheader(_("Are deadlines kept?"), anchor=False)
if levels.height:
    st.plotly_chart(
        are_deadlines_kept(levels),
        config={"displayModeBar": False},
        alt=_("Share of orders accepted and shipped in time over 30 days, against the limits"),
        key="kept_trend",
    )
    st.caption(
        _("Rolling 30 days, up to {day}; source of the limits: {source}.").format(
            day=day(max(levels["day"].to_list())), source=word(THRESHOLD_SOURCES, levels["threshold_source"][-1])
        )
    )
else:
    nothing_here(_("Not enough days yet to show a trend."), ":material/hourglass_empty:")
queries_panel(["open_deadlines", "service_levels", "opened_by_day"])
