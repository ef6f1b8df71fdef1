import streamlit as st

from dashboard.levels.card import rate_figure
from dashboard.levels.queries import KEPT_RATES
from dashboard.levels.trend_charts import are_deadlines_kept
from dashboard.orders.card import owed_figure
from dashboard.orders.entity import ORDER
from dashboard.orders.queries import ORDERS_OWE
from dashboard.outbox.overlay import in_hand, unseen
from dashboard.parts.desk import open_desk
from dashboard.parts.pages import ORDERS, SERVICE_LEVELS
from dashboard.parts.questions import answer
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here, snapshot_or_stop
from dashboard.parts.urgency import next_due_at, owed_by_kind, owed_table
from dashboard.people.access import Role, require
from dashboard.today.do_first import do_first, most_urgent
from dashboard.today.queries import DEADLINES, begun_by_day, open_deadlines
from dashboard.today.words import today_sentence
from etl.actions.kinds import KINDS
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
    sentence = today_sentence(to_accept, to_ship, next_due_at(deadlines, now), now)
    st.markdown(f"#### {sentence}", anchors=False, width="content")
    show_query(DEADLINES)

dealt_with = in_hand(desk, ORDERS_OWE)
dealt_with_by_kind = in_hand_by_kind(dealt_with.values(), KINDS)
levels = answer(snapshot, KEPT_RATES)
with st.grid(4, min_column_width=165):
    for kind, label in {"accept_order": _("To accept"), "ship_order": _("To ship")}.items():
        begun = begun_by_day(snapshot, kind, now)
        owed_figure(snapshot, label, kind, begun, in_hand=dealt_with_by_kind[kind], now=now)
    rate_figure(snapshot, "accept_in_time")
    rate_figure(snapshot, "ship_in_time")

first, owed = st.columns([3, 2], gap="medium")
with first:
    st.subheader(_("Do first"), anchor=False)
    orders = most_urgent(snapshot, ORDER, dealt_with)
    if orders.height:
        do_first(snapshot, ORDER, orders, unseen(desk, orders["order_id"].to_list(), ORDERS_OWE), now)
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
        show_query(KEPT_RATES)
else:
    nothing_here(_("Not enough days yet to show a trend."), ":material/hourglass_empty:")
