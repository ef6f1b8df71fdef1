"""The kinds of action there are, by name. A new kind is a module and a line here."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from etl.actions.findings import AnyKind, Kinds, kind_among
from etl.actions.listings.update_offer import UPDATE_OFFER
from etl.actions.orders.approve_order import APPROVE_ORDER
from etl.actions.orders.refuse_order import REFUSE_ORDER
from etl.actions.orders.ship_order import SHIP_ORDER

_ALL: Final[tuple[AnyKind, ...]] = (APPROVE_ORDER, REFUSE_ORDER, SHIP_ORDER, UPDATE_OFFER)
KINDS: Final[Kinds] = MappingProxyType({kind.name: kind for kind in _ALL})


def kind_named(name: str) -> AnyKind:
    """Answer the kind, or raise `UnknownKind` with those there are."""
    return kind_among(KINDS, name)
