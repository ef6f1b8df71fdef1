"""The kinds of action there are, by name. A new kind is a module and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from etl.actions.approve_order import APPROVE_ORDER
from etl.actions.errors import UnknownKind
from etl.actions.findings import Kind
from etl.actions.refuse_order import REFUSE_ORDER
from etl.actions.ship_order import SHIP_ORDER

_ALL: Final[tuple[Kind, ...]] = (APPROVE_ORDER, REFUSE_ORDER, SHIP_ORDER)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _ALL})


def kind_named(name: str) -> Kind:
    """Answer the kind, or raise `UnknownKind` with those there are."""
    if name not in KINDS:
        raise UnknownKind(f"There is no kind of action {name[:64]!r}. Known kinds: {', '.join(sorted(KINDS))}.")
    return KINDS[name]
