"""The payload of `update_offer`: what is to change of a listing, and nothing else.

Source: octopia-api section 11: a reference of at most 50 characters; quantities are whole, prices are above 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from etl.actions.errors import InvalidAction

MOST_UNITS: Final = 999_999
HIGHEST_PRICE: Final = Decimal(100_000)
DEFAULT_CHANNEL: Final = "CDISFR"

_SKU: Final = re.compile(r"[^\s,](?:[^,\x00-\x1f\x7f]{0,48}[^\s,])?\Z")
"""Without a comma: the marketplace reads one as the end of a reference, so the listing could not be read back."""

_REMEDIES: Final = {
    "quantity": f"Give a whole number of units from 0 to {MOST_UNITS}, or leave it out.",
    "price": f"Give a price above 0 and up to {HIGHEST_PRICE} with at most two decimals, or leave it out.",
    "sales_channel_id": f"Give the id of a sales channel, such as {DEFAULT_CHANNEL}, or leave it out.",
}


def _exact(value: object) -> object:
    # A flag is a number to Python; 19.9 is read as it is written, not as the machine rounds it.
    if isinstance(value, bool):
        raise ValueError("a flag is no amount")  # noqa: TRY004  pydantic reports only this one
    return str(value) if isinstance(value, float) else value


class OfferChange(BaseModel):
    """Units and price (of the channel's currency, taxes included) a listing is to have; None: stays as it is."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    quantity: Annotated[int | None, Field(ge=0, le=MOST_UNITS, strict=True)] = None
    # The bounds are of the number: outside of the union they would be held against None as well, which raises.
    price: Annotated[
        Annotated[Decimal, Field(gt=0, le=HIGHEST_PRICE, decimal_places=2)] | None, BeforeValidator(_exact)
    ] = None
    sales_channel_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")] = DEFAULT_CHANNEL

    @model_validator(mode="after")
    def _changes_something(self) -> OfferChange:
        if self.quantity is None and self.price is None:
            raise ValueError("nothing to change")
        return self

    def payload(self) -> dict[str, Any]:
        """The canonical payload: only what changes; the price as exact text, such as 19.90."""
        price = None if self.price is None else str(self.price.quantize(Decimal("0.01")))
        given = {"quantity": self.quantity, "price": price, "sales_channel_id": self.sales_channel_id}
        return {name: value for name, value in given.items() if value is not None}

    def request(self, seller_product_id: str) -> dict[str, Any]:
        """The offer request as it goes over the wire."""
        price = None if self.price is None else {"price": float(self.price)}
        given = {"sellerExternalReference": seller_product_id, "quantity": self.quantity, "price": price}
        return {name: value for name, value in given.items() if value is not None}


def checked_change(payload: Mapping[str, Any]) -> OfferChange:
    """Check the payload; raises `InvalidAction` for the first field that does not fit."""
    try:
        return OfferChange.model_validate(dict(payload))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "payload"
        remedy = _REMEDIES.get(field, 'update_offer takes {"quantity"} or {"price"} or both, and "sales_channel_id".')
        raise InvalidAction.for_field(field, payload.get(field, dict(payload)), remedy) from None


def checked_sku(target: str) -> str:
    """Answer the SKU without the blanks around it; raises `InvalidAction`."""
    name = target.strip()
    if not _SKU.match(name) or not name.isprintable():
        remedy = (
            "Give your own SKU of the listing: 1 to 50 characters, no comma. Others can be changed in the back office."
        )
        raise InvalidAction.for_field("target", target, remedy)
    return name
