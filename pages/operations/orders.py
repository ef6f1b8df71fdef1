import streamlit as st

from dashboard.orders.decisions.bulk_requests import go_to_asked_batch, leave, request_in_review
from dashboard.orders.decisions.bulk_review import bulk_review
from dashboard.orders.detail.page import open_order
from dashboard.orders.queue.list import order_list
from dashboard.parts.desk import open_desk
from dashboard.parts.states import snapshot_or_stop
from dashboard.people.access import Role, require
from dashboard.people.presence import open_item
from etl.words.catalogues import _

desk = open_desk()
require(Role.STAFF, desk.user)
st.title(_("Orders"), anchor=False)
snapshot = snapshot_or_stop(desk)
order_id = open_item()
if not order_id:
    go_to_asked_batch()
request = None if order_id else request_in_review()

# No st.stop() in here: after it, Streamlit keeps what was typed into forms that have since gone.
if order_id:
    open_order(desk, snapshot, order_id)
elif request is not None:
    st.button(_("Back to the list"), icon=":material/arrow_back:", on_click=leave, type="tertiary")
    bulk_review(desk, snapshot, request)
else:
    order_list(desk, snapshot)
