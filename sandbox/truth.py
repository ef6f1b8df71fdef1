"""The truth: what the marketplace really holds, whatever faults did to what a client read."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from sandbox.marketplace import Marketplace
from sandbox.order_book import OrderBook
from sandbox.paris import moment
from sandbox.record_faults import corrupted_rows, corruptions
from sandbox.statuses import ORDER_STATUSES, status_code

_BATCH: Final = 5_000


def _line_totals(book: OrderBook, first: int, last: int) -> Any:
    lines = book.lines
    totals = lines["unit_price"][first:last].astype(np.int64) * lines["quantity"][first:last]
    return totals + lines["shipping"][first:last]


def summary(market: Marketplace) -> dict[str, Any]:
    """Counts by status, totals, and how many orders are corrupted on the wire."""
    now, book = market.world.now(), market.world.book
    counts = np.bincount(book.orders["status"], minlength=len(ORDER_STATUSES)).tolist()
    return {
        "now": moment(now),
        "orders": len(book),
        "lines": len(book.lines),
        "units": int(book.lines["quantity"].sum(dtype=np.int64)),
        "total_selling_price": f"{int(_line_totals(book, 0, len(book.lines)).sum()) / 100:.2f}",
        "by_status": dict(zip(ORDER_STATUSES, counts, strict=True)),
        "corrupted": len(corrupted_rows(market.faults, len(book))) if market.faults.has_record_faults else 0,
        "stock": sum(offer.stock for offer in market.world.offers.offers),
    }


def _selected(book: OrderBook, status: str | None) -> list[int]:
    if status is None:
        return list(range(len(book)))
    rows: list[int] = np.flatnonzero(book.orders["status"] == status_code(status)).tolist()
    return rows


def order_truths(market: Marketplace, status: str | None) -> Iterator[dict[str, Any]]:
    """One object per order, ascending by creation: id, status, updated_at, sizes, total, parcels, corruptions."""
    market.world.now()
    book, render = market.world.book, market.world.documents.render
    rows = _selected(book, status)
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        for row, document in zip(batch, render(batch), strict=True):
            yield {
                "order_id": document["orderId"],
                "status": document["status"],
                "updated_at": document["updatedAt"],
                "total_selling_price": document["totalPrice"]["sellingPrice"],
                "line_statuses": [line["status"] for line in document["lines"]],
                "unit_count": sum(line["quantity"] for line in document["lines"]),
                "parcel_numbers": sorted({p["parcelNumber"] for line in document["lines"] for p in line["parcels"]}),
                "corruptions": list(corruptions(market.faults, row)) if market.faults.has_record_faults else [],
            }
