"""The channel's own reference of an order: the order id on Cdiscount, another number, or none elsewhere (18)."""

import re
from typing import Final

from sandbox.orders.book import OrderBook

_OWN_NUMBER: Final = re.compile(r"BBK(\d{8})")


def reference_of(row: int, channel: int, identifier: str) -> str | None:
    """The reference an order carries; `channel` is its place in CHANNELS."""
    return (identifier, f"BBK{row + 4_000_000:08d}", None)[channel]


def row_of_reference(book: OrderBook, reference: str) -> int | None:
    """The row of the order with a reference, or None."""
    if found := _OWN_NUMBER.fullmatch(reference):
        row: int | None = int(found[1]) - 4_000_000
    else:
        row = book.row(reference)
    if row is None or not 0 <= row < len(book):
        return None
    return row if reference_of(row, book.orders.value("channel", row), book.id_of(row)) == reference else None
