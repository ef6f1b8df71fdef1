import streamlit as st

from dashboard import address
from dashboard.access import Role, require
from dashboard.answers import queue_answer
from dashboard.bulk_requests import go_to_asked_batch, leave, request_in_review
from dashboard.bulk_review import bulk_review
from dashboard.desk import open_desk
from dashboard.formats import counted
from dashboard.i18n import _
from dashboard.order_detail import back_to_list, order_detail, unknown_order
from dashboard.order_filters import chosen_orders, page_of
from dashboard.order_table import all_bar, bulk_bar, order_table, pages_below
from dashboard.order_view import read_order_view
from dashboard.queries.orders import OWED_BY_KIND, owed_counts
from dashboard.shown_query import show_query
from dashboard.states import nothing_here, snapshot_or_stop

desk = open_desk()
require(Role.STAFF, desk.user)
st.title(_("Orders"), anchor=False)
snapshot = snapshot_or_stop(desk)

order_id = st.query_params.get("order", "").strip()
if order_id:
    st.button(_("Back to the list"), icon=":material/arrow_back:", on_click=back_to_list, type="tertiary")
    view = read_order_view(desk, snapshot, order_id, desk.unseen([order_id]).get(order_id))
    if view is None:
        unknown_order(order_id)
    else:
        order_detail(desk, snapshot, view)
    st.stop()

go_to_asked_batch()
request = request_in_review()
if request is not None:
    st.button(_("Back to the list"), icon=":material/arrow_back:", on_click=leave, type="tertiary")
    bulk_review(desk, snapshot, request)
    st.stop()

owed = owed_counts(snapshot)
with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown(queue_answer(owed["accept_order"], owed["ship_order"]), width="content")
    show_query(OWED_BY_KIND)
selection = chosen_orders(snapshot, desk.now)
page = address.page_number()
orders, matching = page_of(selection, snapshot, page)
if not orders.height:
    nothing_here(_("No order fits these filters. Widen them, or look under “All orders”."), ":material/filter_alt_off:")
    st.stop()
above_the_table = st.container()
unseen = desk.unseen(orders["order_id"].to_list())
selected = order_table(desk, snapshot, orders, unseen)
with above_the_table:
    if selected:
        bulk_bar(orders, selected, unseen)
    elif selection.view == "accept":
        all_bar(snapshot, selection, matching)
address.pager(pages_below(matching))
with st.container(horizontal=True, vertical_alignment="center"):
    st.caption(counted("{n} order", "{n} orders", matching), width="content")
    show_query(selection.counting)
