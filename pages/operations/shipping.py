import streamlit as st

from dashboard.access import Role, require
from dashboard.desk import open_desk
from dashboard.forms.parcel_choices import parcel_choices
from dashboard.forms.parcel_input import sheet_heading, sheet_input
from dashboard.forms.parcel_sending import carry_out, outcome, sending, ship_bar
from dashboard.held_sheets import choices_made, held_sheet, reviewed
from dashboard.i18n import _
from dashboard.parcel_outcome import parcel_outcome
from dashboard.parcel_table import parcel_table, sheet_answer
from dashboard.queries.orders import carrier_labels
from dashboard.shipping_queue import shipping_queue
from dashboard.states import snapshot_or_stop

desk = open_desk()
require(Role.STAFF, desk.user)
st.title(_("Ship parcels"), anchor=False)
snapshot = snapshot_or_stop(desk)

held = held_sheet()
if held is None:
    shipping_queue(snapshot, desk.now)
    sheet_input(snapshot)
else:
    under_way = sending()
    if under_way is not None:
        carry_out(desk, snapshot, held, under_way)
    became = outcome()
    if became is not None:
        parcel_outcome(became)
    choices = choices_made()
    review, links = reviewed(desk, snapshot, held)
    st.markdown(f"#### {sheet_answer(review, choices)}", anchors=False)
    sheet_heading(held)
    parcel_choices(review, carrier_labels(snapshot))
    ship_bar(desk, review, choices)
    parcel_table(review, choices, links)
