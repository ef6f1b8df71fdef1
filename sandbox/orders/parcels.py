"""The parcels of an order: those declared through the API, or the one the simulated seller sent."""

from collections.abc import Sequence
from typing import Any

from sandbox.carriers.numbers import parcel_of
from sandbox.orders.book import OrderBook, Parcel
from sandbox.orders.statuses import CANCELLED, DELIVERED, SHIPPED


def _document(parcel: Parcel) -> dict[str, Any]:
    return {"parcelNumber": parcel.number, "carrierName": parcel.carrier, "trackingUrl": parcel.tracking_url}


class OrderParcels:
    """Finds the parcels on each line of an order."""

    def __init__(self, book: OrderBook) -> None:
        self._book = book

    def of(
        self, row: int, status: int, mode: int, bits: int, line_rows: Sequence[int]
    ) -> dict[int, list[dict[str, Any]]]:
        """Parcel objects by line row; nothing before shipping, nothing on cancelled lines."""
        if row in self._book.declared:
            parcels = self._book.declared[row]
            return {line: [_document(parcel) for parcel in parcels if line in parcel.line_rows] for line in line_rows}
        if status not in (SHIPPED, DELIVERED):
            return {}
        number, carrier, url = parcel_of(mode, bits)
        objects = [{"parcelNumber": number, "carrierName": carrier, "trackingUrl": url}]
        statuses = self._book.lines["status"]
        return {line: objects for line in line_rows if statuses[line] != CANCELLED}
