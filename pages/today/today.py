import streamlit as st

from dashboard.orders.queue.rows import owed_table
from dashboard.parts.answers import today_answer
from dashboard.parts.desk import open_desk
from dashboard.parts.figures import owed_figure, rate_figure
from dashboard.parts.pages import ORDERS, SERVICE_LEVELS
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here, snapshot_or_stop
from dashboard.parts.urgency import next_due_at, owed_by_kind
from dashboard.people.access import Role, require
from dashboard.today.charts import are_deadlines_kept
from dashboard.today.first_five import first_five, first_orders
from dashboard.today.queries import DEADLINES, TREND, beginnings, open_deadlines, opened_by_day, service_levels
from etl.actions.outbox.unseen import in_hand_by_kind
from etl.words.catalogues import _
from etl.words.codes import THRESHOLD_SOURCES, word
from etl.words.formats import day

desk = open_desk()
require(Role.MANAGER, desk.user)
st.title(_("Today"), anchor=False)
snapshot = snapshot_or_stop(desk)

now = desk.now.replace(microsecond=0)
deadlines = open_deadlines(snapshot)
to_accept, to_ship = (owed_by_kind(deadlines, kind, now) for kind in ("accept_order", "ship_order"))
with st.container(horizontal=True, vertical_alignment="center"):
    answer = today_answer(to_accept, to_ship, next_due_at(deadlines, now), now)
    st.markdown(f"#### {answer}", anchors=False, width="content")
    show_query(DEADLINES)

dealt_with = desk.in_hand()
in_hand = in_hand_by_kind(dealt_with.values())
opened = (beginnings(now), opened_by_day(snapshot, now))
levels = service_levels(snapshot)
with st.grid(4, min_column_width=165):
    owed_figure(snapshot, _("To accept"), "accept_order", opened, in_hand=in_hand["accept_order"], now=now)
    owed_figure(snapshot, _("To ship"), "ship_order", opened, in_hand=in_hand["ship_order"], now=now)
    rate_figure(snapshot, "accept_in_time", (TREND, levels))
    rate_figure(snapshot, "ship_in_time", (TREND, levels))

first, owed = st.columns([3, 2], gap="medium")
with first:
    st.subheader(_("Do first"), anchor=False)
    orders = first_orders(snapshot, dealt_with)
    if orders.height:
        first_five(snapshot, orders, desk.unseen(orders["order_id"].to_list()), now)
        st.page_link(ORDERS.script, label=_("The whole queue"), icon=":material/list:")
    else:
        nothing_here(_("Nothing waits for anybody."))
with owed:
    st.subheader(_("Owed, by urgency"), anchor=False)
    st.table(owed_table([to_accept, to_ship]), border="horizontal", alt=_("What is owed, by kind and urgency"))
    show_query(DEADLINES)

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
    with st.container(horizontal=True):
        st.page_link(SERVICE_LEVELS.script, label=_("All service levels"), icon=":material/monitoring:")
        show_query(TREND)
else:
    nothing_here(_("Not enough days yet to show a trend."), ":material/hourglass_empty:")
