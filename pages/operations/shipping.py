import streamlit as st

from dashboard.orders.queries import carrier_labels
from dashboard.parcel_sheets.choices import parcel_choices
from dashboard.parcel_sheets.held_sheets import choices_made, held_sheet, reviewed
from dashboard.parcel_sheets.input import sheet_heading, sheet_input
from dashboard.parcel_sheets.outcome import parcel_outcome
from dashboard.parcel_sheets.queue_line import shipping_queue
from dashboard.parcel_sheets.sending import carry_out, outcome, sending, ship_bar
from dashboard.parcel_sheets.table import parcel_table, sheet_answer
from dashboard.parts.desk import open_desk
from dashboard.parts.states import snapshot_or_stop
from dashboard.people.access import Role, require
from etl.words.catalogues import _

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
