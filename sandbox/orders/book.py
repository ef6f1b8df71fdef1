"""All orders and their lines in columns, with the order of their updates."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sandbox.contract.codes import CHANNEL_IDS
from sandbox.engine.columns import Columns
from sandbox.nature.paris import moment
from sandbox.orders.drafts import Drafts
from sandbox.orders.identifiers import order_id, reference_of, row_of, row_of_reference
from sandbox.orders.statuses import (
    ACCEPTED,
    CANCEL_REQUEST,
    CANCELLED,
    DELIVERED,
    IN_PREPARATION,
    REFUSED,
    REJECTED,
    SHIPPED,
)
from sandbox.orders.update_log import UpdateLog

_ORDER_KINDS: Final = {
    **dict.fromkeys(("created", "purchased", "updated", "ship_by"), np.int64),
    **dict.fromkeys(("accepted", "prepared", "shipped", "delivered", "ended"), np.int64),
    **dict.fromkeys(("status", "channel", "supply", "payment", "line_count"), np.uint8),
    "business": np.bool_,
    "customer": np.int32,
    "first_line": np.int32,
}
_LINE_KINDS: Final = {
    "listing": np.int16,
    "quantity": np.uint8,
    "status": np.uint8,
    "mode": np.uint8,
    "unit_price": np.int32,
    "shipping": np.int32,
    "asked_by_customer": np.bool_,
}
_INSTANT_OF: Final = {
    ACCEPTED: "accepted",
    IN_PREPARATION: "prepared",
    SHIPPED: "shipped",
    DELIVERED: "delivered",
    REFUSED: "ended",
    CANCELLED: "ended",
    REJECTED: "ended",
}


@dataclass(frozen=True)
class Parcel:
    """A parcel somebody declared, with the rows of the lines it holds."""

    number: str
    carrier: str
    tracking_url: str | None
    line_rows: tuple[int, ...]


class OrderBook:
    """The marketplace's orders; a row is an order's number, ascending by creation.

    Instants are kept as fine as they are shown (`resolution`, ms), so that what is read can be asked for again.
    """

    def __init__(self, past: Drafts, resolution: int = 1000) -> None:
        self._resolution = resolution
        self.orders = Columns(_ORDER_KINDS)
        self.lines = Columns(_LINE_KINDS)
        self.declared: dict[int, list[Parcel]] = {}
        self.version = 0
        self._extend(past)
        self.log = UpdateLog(self.orders["updated"])

    def __len__(self) -> int:
        return len(self.orders)

    def _extend(self, drafts: Drafts) -> range:
        counts = drafts.orders["line_count"].astype(np.int64)
        first = len(self.lines) + np.cumsum(counts) - counts
        self.lines.extend(drafts.lines)
        # What has not happened is 0, and stays 0 when it is cut to the resolution.
        orders = {
            name: column // self._resolution * self._resolution if _ORDER_KINDS.get(name) is np.int64 else column
            for name, column in drafts.orders.items()
        }
        return self.orders.extend({**orders, "first_line": first})

    def add(self, drafts: Drafts) -> range:
        """Append new orders, created later than all others; returns their rows."""
        rows = self._extend(drafts)
        for row in rows:
            self.log.touch(row)
        self.version += 1
        return rows

    def id_of(self, row: int) -> str:
        """The order's id on the wire."""
        channel = CHANNEL_IDS[self.orders.value("channel", row)]
        return order_id(row, channel, moment(self.orders.value("purchased", row)))

    def row(self, identifier: str) -> int | None:
        """The row of an order id, or None when there is no such order."""
        row = row_of(identifier)
        return row if row is not None and row < len(self) and self.id_of(row) == identifier else None

    def row_with_reference(self, reference: str) -> int | None:
        """The row of the order with a channel's reference, or None."""
        row = row_of_reference(reference)
        if row is None or not 0 <= row < len(self):
            return None
        return row if reference_of(row, self.orders.value("channel", row), self.id_of(row)) == reference else None

    def status(self, row: int) -> int:
        """The order's status code."""
        return int(self.orders.value("status", row))

    def line_rows(self, row: int) -> range:
        """The rows of the order's lines."""
        first = self.orders.value("first_line", row)
        return range(first, first + self.orders.value("line_count", row))

    def line_statuses(self, row: int) -> NDArray[Any]:
        """The status codes of the order's lines, writable."""
        rows = self.line_rows(row)
        return self.lines["status"][rows.start : rows.stop]

    def touch(self, row: int, at: int) -> None:
        """Move `updatedAt` of an order."""
        self.orders.put("updated", row, at // self._resolution * self._resolution)
        self.log.touch(row)
        self.version += 1

    def move(self, row: int, status: int, at: int) -> None:
        """A transition of the order and of its lines, except those cancelled or asked to be; `updatedAt` moves."""
        self.orders.put("status", row, status)
        self.orders.put(_INSTANT_OF.get(status, "updated"), row, at // self._resolution * self._resolution)
        # A line that is cancelled, or that the buyer asked to cancel, does not follow the order: else shipping the rest
        # would ship it too.
        lines = self.line_statuses(row)
        lines[(lines != CANCELLED) & (lines != CANCEL_REQUEST)] = status
        self.touch(row, at)
