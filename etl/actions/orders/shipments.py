"""The payload of `ship_order`: one parcel, checked as the marketplace will check it.

Source: octopia-api section 5: a parcel number of at most 50 characters without quotes, comma, space, &, * or $;
an http(s) tracking address of at most 255.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from etl.actions.errors import InvalidAction
from etl.domain.tracking.floors import number_floor
from etl.domain.tracking.numbers import parcel_number_problems, tracking_url_problems

_REMEDIES: Final = {
    "parcel_number": "Give the carrier's tracking number: one, at most 50 characters, no spaces, quotes, commas, &, * "
    "or $; no date, no web address, no word for one that is not there.",
    "carrier_name": "Give the carrier's name as the marketplace lists it, for example 'Chronopost'.",
    "tracking_url": "Give a web address (http://, https:// or www.) of at most 255 characters, or leave it out.",
    "order_line_ids": "Give a list of ids of lines of this order, or leave it out to ship all lines.",
    "handed_over_at": "Give an instant with its zone, such as 2026-11-25T16:30:00+01:00, or leave it out.",
}


def _parcel_number(value: str) -> str:
    if parcel_number_problems(value) or number_floor(value):
        raise ValueError("the marketplace would refuse it")
    return value


def _web_address(value: str | None) -> str | None:
    if tracking_url_problems(value):
        raise ValueError("the marketplace would refuse it")
    return value or None


def _instant(value: str | None) -> str | None:
    if value is None:
        return None
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("it has no zone")
    try:
        return instant.astimezone(UTC).isoformat(timespec="seconds")
    except OverflowError as error:  # the first or the last day there is, in a zone where it is another one in UTC
        raise ValueError("it lies outside of the calendar") from error


def _line_set(value: list[str] | None) -> list[str] | None:
    return None if value is None else sorted(set(value))


class Shipment(BaseModel):
    """What the person entered: parcel, carrier, and the lines in it (`None`: all lines of the order).

    `handed_over_at`, when the carrier took it (UTC), stays with Vigie: the marketplace has no field for it.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, strict=True)

    parcel_number: Annotated[str, AfterValidator(_parcel_number)]
    carrier_name: Annotated[str, Field(min_length=1, max_length=100)]
    tracking_url: Annotated[str | None, AfterValidator(_web_address)] = None
    order_line_ids: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=64)]] | None,
        Field(min_length=1),
        AfterValidator(_line_set),
    ] = None
    handed_over_at: Annotated[str | None, AfterValidator(_instant)] = None

    def payload(self) -> dict[str, Any]:
        """The payload in its canonical form; the hand-over only when it is known."""
        return self.model_dump(exclude={"handed_over_at"} if self.handed_over_at is None else None)

    def parcel(self) -> dict[str, Any]:
        """The parcel as it goes over the wire."""
        given = {
            "parcelNumber": self.parcel_number,
            "carrierName": self.carrier_name,
            "trackingUrl": self.tracking_url,
            "orderLineIds": self.order_line_ids,
        }
        return {name: value for name, value in given.items() if value is not None}


def checked_shipment(payload: Mapping[str, Any]) -> Shipment:
    """Check the payload; raises `InvalidAction` for the first field that does not fit."""
    try:
        return Shipment.model_validate(dict(payload))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = str(first["loc"][0])
        remedy = _REMEDIES.get(field, f"ship_order knows {', '.join(_REMEDIES)}.")
        value = payload.get(field, "") if first["type"] == "missing" else first["input"]
        raise InvalidAction.for_field(field, value, remedy) from None
