import streamlit as st

from dashboard.listings.detail import back_to_list, listing_detail, unknown_listing
from dashboard.listings.queries import counts, listing, one_listing, pressing, stock
from dashboard.listings.queue import chosen_stock, export_button, stock_table
from dashboard.listings.under_way import unseen_changes
from dashboard.listings.words import stock_sentence
from dashboard.orders.queue.table import pages_below
from dashboard.parts import address
from dashboard.parts.desk import open_desk
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

sku = st.query_params.get("listing", "").strip()
# No st.stop() in here: after it, Streamlit keeps what was typed into forms that have since gone.
if sku:
    st.button(_("Back to the list"), icon=":material/arrow_back:", on_click=back_to_list, type="tertiary")
    asked = one_listing(sku, paris(desk.now).date())
    found = listing(snapshot, asked, sku)
    if found is None:
        unknown_listing(sku)
    else:
        listing_detail(desk, snapshot, found, changes.get(sku), asked)
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
        address.pager(pages_below(matching))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(counted("{n} listing", "{n} listings", matching), width="content")
            show_query(asked)
            export_button(snapshot, wanted)
    else:
        nothing_here(
            _("No listing fits. Widen the filters, or look under “All listings”."), ":material/filter_alt_off:"
        )
