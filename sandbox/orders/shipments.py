"""A declared shipment: its body checked, then its order and lines (API sheet 5)."""

from dataclasses import dataclass
from typing import Any, Final

from sandbox.carriers.carriers import CARRIER_LABELS
from sandbox.contract.choices import Choices
from sandbox.contract.codes import CHANNEL_IDS
from sandbox.contract.errors import Problem
from sandbox.contract.parameters import invalid
from sandbox.orders.book import OrderBook, Parcel
from sandbox.orders.lines import LineDocuments
from sandbox.orders.statuses import CANCEL_REQUEST, IN_PREPARATION, LINE_STATUSES, SELLER, SUPPLY_MODES

_FORBIDDEN: Final = frozenset("\"', &*$")


@dataclass(frozen=True)
class ParcelRequest:
    """One parcel as the client declares it; no line ids means all lines."""

    number: str
    carrier: str
    tracking_url: str | None
    line_ids: tuple[str, ...] | None


def _text(parcel: dict[str, Any], name: str, place: str, longest: int) -> str:
    text = parcel.get(name)
    if not isinstance(text, str) or not text.strip():
        raise invalid(f"{place}.{name}", f"The {name} field is required.")
    if len(text) > longest:
        raise invalid(f"{place}.{name}", f"The field {name} must not exceed {longest} characters.")
    return text


def _line_ids(parcel: dict[str, Any], place: str) -> tuple[str, ...] | None:
    ids = parcel.get("orderLineIds")
    if ids is None or ids == []:
        return None
    if not isinstance(ids, list) or not all(isinstance(line, str) for line in ids):
        raise invalid(f"{place}.orderLineIds", "The field orderLineIds must be an array of strings.")
    return tuple(ids)


def _parcel(parcel: Any, place: str, choices: Choices) -> ParcelRequest:
    if not isinstance(parcel, dict):
        raise invalid(place, "A parcel must be an object.")
    number = _text(parcel, "parcelNumber", place, 50)
    if choices.strict_parcel_numbers and _FORBIDDEN & set(number):
        raise invalid(f"{place}.parcelNumber", f"The parcel number '{number}' contains forbidden characters.")
    carrier = _text(parcel, "carrierName", place, 100)
    if choices.listed_carriers_only and carrier.strip() not in CARRIER_LABELS:
        raise invalid(f"{place}.carrierName", f"The carrier '{carrier}' is not supported.")
    url = _text(parcel, "trackingUrl", place, 255) if parcel.get("trackingUrl") else None
    return ParcelRequest(number, carrier, url, _line_ids(parcel, place))


def parse_parcels(body: Any, choices: Choices) -> list[ParcelRequest]:
    """The parcels of a request body; Problem 400 unless it is an array of at least one good parcel."""
    if not isinstance(body, list):
        raise invalid("$", "The JSON value could not be converted to an array of parcels.")
    if not body:
        raise invalid("$", "At least one parcel is required.")
    return [_parcel(parcel, f"[{place}]", choices) for place, parcel in enumerate(body)]


class Shipping:
    """Checks parcels against an order and says which lines each holds."""

    def __init__(self, book: OrderBook, lines: LineDocuments, choices: Choices) -> None:
        self._book, self._lines, self._choices = book, lines, choices

    def _conflict(self, sentence: str, status: int | None = None) -> Problem:
        return Problem(status or self._choices.shipment_wrong_state, "Conflict", {"status": [sentence]})

    def _check_order(self, row: int) -> None:
        supply = self._book.orders.value("supply", row)
        if supply != SELLER:
            sentence = f"An order with supplyMode {SUPPLY_MODES[supply]} is shipped by the warehouse."
            raise self._conflict(sentence, self._choices.shipment_not_seller)
        if (status := self._book.status(row)) != IN_PREPARATION:
            raise self._conflict(f"Cannot switch to shipped status from {LINE_STATUSES[status]}")

    def _is_shippable(self, line: int) -> bool:
        status = self._book.lines.value("status", line)
        asked = self._book.lines.value("asked_by_customer", line)
        return status == IN_PREPARATION or (status == CANCEL_REQUEST and bool(asked))

    def _rows(self, request: ParcelRequest, by_id: dict[str, int], place: int) -> tuple[int, ...]:
        if request.line_ids is None:
            return tuple(line for line in by_id.values() if self._is_shippable(line))
        if unknown := [line for line in request.line_ids if line not in by_id]:
            raise invalid(f"[{place}].orderLineIds", f"The order line {unknown[0]} does not belong to the order.")
        for line in request.line_ids:
            if not self._is_shippable(by_id[line]):
                status = LINE_STATUSES[self._book.lines.value("status", by_id[line])]
                raise self._conflict(f"Cannot switch line {line} to shipped status from {status}")
        return tuple(by_id[line] for line in request.line_ids)

    def plan(self, row: int, requests: list[ParcelRequest]) -> list[Parcel]:
        """The parcels with their lines; Problem 400 or the wrong-state status when the order cannot take them."""
        self._check_order(row)
        by_id = {self._lines.line_id(line): line for line in self._book.line_rows(row)}
        parcels = [
            Parcel(request.number, request.carrier, request.tracking_url, self._rows(request, by_id, place))
            for place, request in enumerate(requests)
        ]
        self._check_channel(row, parcels, by_id)
        return parcels

    def _check_channel(self, row: int, parcels: list[Parcel], by_id: dict[str, int]) -> None:
        channel = CHANNEL_IDS[self._book.orders.value("channel", row)]
        if channel not in self._choices.one_parcel_channels.split(","):
            return
        if len(parcels) > 1:
            raise invalid("$", f"{channel} takes one parcel for the complete order.")
        # Lines that are cancelled or asked to be are not missing from the parcel: the rest is the complete order.
        ready = [line for line in by_id.values() if self._book.lines.value("status", line) == IN_PREPARATION]
        if not set(ready) <= set(parcels[0].line_rows):
            raise invalid("[0].orderLineIds", f"{channel} takes one parcel for the complete order: lines are missing.")
