"""What speaks against changing a listing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from etl.domain.checks import Check, Severity
from etl.domain.listings.stock import is_price_jump
from etl.preflight.basis import Basis

_PRICE: Final = Path(__file__).parent / "sql" / "listing_price.sql"


def change_checks(basis: Basis, sku: str, payload: Mapping[str, Any]) -> tuple[Check, ...]:
    """Everything to know before a checked payload of `update_offer` is asked for `sku`."""
    if payload.get("price") is None:
        return ()
    before = basis.rows(_PRICE, sku=sku)["price"].item()
    is_jump = is_price_jump(before, Decimal(payload["price"]))
    return (Check("price_jump", Severity.ASKS),) if is_jump else ()
