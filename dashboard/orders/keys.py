"""The keys that decide about the open order; `{order}` in the key of an element is its id."""

from __future__ import annotations

from typing import Final

from dashboard.parts.keyboard import Shortcut, Target
from etl.words.catalogues import N_


def _confirming(kind: str) -> tuple[str, ...]:
    """The button that confirms; where it is shut, the reason that opens it."""
    return f"{kind}_{{order}}", f"reason_{kind}_{{order}}"


ACCEPT: Final = Shortcut(
    ("a",), N_("Accept the order, then Enter to confirm"),
    (Target("click", "accept_{order}", then=_confirming("approve_order")),),
)  # fmt: skip
REFUSE: Final = Shortcut(
    ("x",), N_("Refuse the order, then Enter to confirm"),
    (Target("click", "refuse_{order}", then=_confirming("refuse_order")),),
)  # fmt: skip
SHIP: Final = Shortcut(
    ("s",), N_("Fill in the shipment; once it is complete, ship and Enter to confirm"),
    (Target("click", "ship_{order}", then=_confirming("ship_order")), Target("focus", "carrier_{order}")),
)  # fmt: skip
