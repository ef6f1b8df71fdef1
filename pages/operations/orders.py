import streamlit as st

from dashboard.actions.entity import BATCH
from dashboard.orders.decisions.bulk_requests import leave, request_in_review
from dashboard.orders.decisions.bulk_review import bulk_review
from dashboard.orders.detail.page import open_order
from dashboard.orders.entity import ORDER
from dashboard.orders.queue.list import order_list
from dashboard.parts.desk import open_desk
from dashboard.parts.entities import id_in_address
from dashboard.parts.states import snapshot_or_stop
from dashboard.people.access import Role, require
from etl.words.catalogues import _

desk = open_desk()
require(Role.STAFF, desk.user)
st.title(_("Orders"), anchor=False)
snapshot = snapshot_or_stop(desk)
order_id = id_in_address(ORDER)
request = None if order_id else request_in_review()

# No st.stop() in here: after it, Streamlit keeps what was typed into forms that have since gone.
if order_id:
    open_order(desk, snapshot, order_id)
elif request is not None:
    st.button(_("Back to the list"), icon=":material/arrow_back:", on_click=leave, type="tertiary")
    bulk_review(desk, snapshot, request, BATCH)
else:
    order_list(desk, snapshot)
