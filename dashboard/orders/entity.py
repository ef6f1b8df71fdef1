"""What an order is to the pages: where it opens, how it is found, what others show of it."""

from __future__ import annotations

from typing import Final

from dashboard.orders.card import order_cards
from dashboard.orders.keys import ACCEPT, REFUSE, SHIP
from dashboard.orders.queries import OrderFilter, owed_orders
from dashboard.parts.entities import Entity, Nouns
from dashboard.parts.pages import ORDERS
from etl.words.catalogues import N_

ORDER: Final = Entity(
    type="order",
    parameter="order",
    page=ORDERS,
    nouns=Nouns(
        open=N_("Open the order"),
        missing=N_("There is no order {id} here"),
        missing_hint=N_(
            "Check the number: it is the one the marketplace shows, capitals included. "
            "An order placed in the last minute appears after the next sync."
        ),
        acted_on=N_("{action}, order {id}"),
        search=N_("Order, buyer, SKU or parcel"),
        search_hint=N_("The beginning of an order or parcel number; a whole reference, buyer or SKU. {key}"),
    ),
    id_column="order_id",
    kept_choices=("view", "urgency", "status", "channel", "q"),
    has_presence=True,
    shortcuts=(ACCEPT, REFUSE, SHIP),
    queue=lambda snapshot, most: owed_orders(snapshot, OrderFilter(), page_size=most),
    card=order_cards,
    forms={"accept_order": N_("Accept or refuse"), "ship_order": N_("Ship")},
)
