import streamlit as st

from dashboard.actions.entity import ACTION
from dashboard.listings.detail import listing_detail
from dashboard.listings.entity import LISTING
from dashboard.listings.queries import PAGE_SIZE, counts, listing, one_listing, pressing, stock
from dashboard.listings.queue import chosen_stock, export_button, stock_table
from dashboard.listings.under_way import unseen_changes
from dashboard.listings.words import stock_sentence
from dashboard.parts import address
from dashboard.parts.desk import open_desk
from dashboard.parts.entities import back_button, id_in_address, there_is_none
from dashboard.parts.questions import answer
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here, snapshot_or_stop
from dashboard.people.access import Role, require
from etl.words.catalogues import _
from etl.words.formats import counted, paris

desk = open_desk()
require(Role.STAFF, desk.user)
st.title(_("Stock"), anchor=False)
snapshot = snapshot_or_stop(desk)
changes = unseen_changes(desk, snapshot)

# No st.stop() in here: after it, Streamlit keeps what was typed into forms that have since gone.
if sku := id_in_address(LISTING):
    back_button(LISTING)
    asked = one_listing(sku, paris(desk.now).date())
    found = listing(snapshot, asked, sku)
    if found is None:
        there_is_none(LISTING, sku)
    else:
        listing_detail(desk, snapshot, found, changes.get(sku), asked, action=ACTION)
else:
    answer_place = st.container(horizontal=True, vertical_alignment="center")
    wanted = chosen_stock(desk.now)
    with answer_place:
        st.markdown(
            stock_sentence(*counts(snapshot, desk.now, wanted.horizon_days), wanted.horizon_days), width="content"
        )
        show_query(pressing(desk.now, wanted.horizon_days))
    asked = stock(wanted, address.page_number())
    listings = answer(snapshot, asked)
    if listings.height:
        stock_table(desk, listings, changes)
        matching = int(listings["matching"][0])
        address.pager(address.pages_of(matching, PAGE_SIZE))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(counted("{n} listing", "{n} listings", matching), width="content")
            show_query(asked)
            export_button(snapshot, wanted)
    else:
        nothing_here(
            _("No listing fits. Widen the filters, or look under “All listings”."), ":material/filter_alt_off:"
        )
