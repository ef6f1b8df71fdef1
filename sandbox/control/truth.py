"""The truth: what the marketplace really holds, whatever faults did to what a client read."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sandbox.contract.codes import CHANNEL_IDS
from sandbox.marketplace.marketplace import Marketplace
from sandbox.nature.paris import moment
from sandbox.orders.book import OrderBook
from sandbox.orders.identifiers import order_id
from sandbox.orders.record_faults import corrupted_rows, corruptions
from sandbox.orders.statuses import LINE_STATUSES, ORDER_STATUSES, status_code

_BATCH: Final = 2_000


def _line_totals(book: OrderBook) -> NDArray[np.int64]:
    lines = book.lines
    totals: NDArray[np.int64] = lines["unit_price"].astype(np.int64) * lines["quantity"] + lines["shipping"]
    return totals


def summary(market: Marketplace) -> dict[str, Any]:
    """Counts by status, totals, and how many orders are corrupted on the wire."""
    now, book = market.world.now(), market.world.book
    counts = np.bincount(book.orders["status"], minlength=len(ORDER_STATUSES)).tolist()
    return {
        "now": moment(now),
        "orders": len(book),
        "lines": len(book.lines),
        "units": int(book.lines["quantity"].sum(dtype=np.int64)),
        "total_selling_price": f"{int(_line_totals(book).sum()) / 100:.2f}",
        "by_status": dict(zip(ORDER_STATUSES, counts, strict=True)),
        "corrupted": len(corrupted_rows(market.faults, len(book))) if market.faults.has_record_faults else 0,
        "stock": sum(offer.stock for offer in market.world.offers.offers),
    }


def _selected(book: OrderBook, status: str | None) -> NDArray[np.int64]:
    if status is None:
        return np.arange(len(book))
    return np.flatnonzero(book.orders["status"] == status_code(status))


def _batch(market: Marketplace, rows: NDArray[np.int64], totals: NDArray[np.int64]) -> list[dict[str, Any]]:
    orders, lines = market.world.book.orders, market.world.book.lines
    first = orders["first_line"][rows].astype(np.int64)
    last = first + orders["line_count"][rows]
    bounds = np.column_stack([first, last]).ravel()
    start, stop = int(first.min()), int(last.max())
    units = lines["quantity"][start:stop].astype(np.int64)
    # A sum from each bound to the next: every second one is an order's, those between are of no interest. One zero is
    # added because a bound may not lie at the end of the column.
    sums = [
        np.add.reduceat(np.append(column, 0), bounds - start)[::2].tolist() for column in (totals[start:stop], units)
    ]
    statuses = [LINE_STATUSES[code] for code in lines["status"][start:stop].tolist()]
    spans = zip((first - start).tolist(), (last - start).tolist(), strict=True)
    columns = (
        rows.tolist(),
        orders.take("status", rows),
        orders.take("channel", rows),
        *(orders[name][rows].astype("datetime64[ms]").tolist() for name in ("purchased", "updated")),
        *sums,
        [statuses[begin:end] for begin, end in spans],
    )
    return [_truth(market, *values) for values in zip(*columns, strict=True)]


def _truth(market: Marketplace, *values: Any) -> dict[str, Any]:
    row, status, channel, purchased, updated, cents, units, line_statuses = values
    return {
        "order_id": order_id(row, CHANNEL_IDS[channel], purchased),
        "status": ORDER_STATUSES[status],
        "updated_at": updated,
        "total_selling_price": f"{cents / 100:.2f}",
        "line_statuses": line_statuses,
        "unit_count": units,
        "declared_parcels": [parcel.number for parcel in market.world.book.declared.get(row, [])],
        "corruptions": list(corruptions(market.faults, row)) if market.faults.has_record_faults else [],
    }


def order_truths(market: Marketplace, status: str | None) -> Iterator[list[dict[str, Any]]]:
    """Batches of one object per order, ascending by creation: id, status, sizes, total, parcels, corruptions."""
    market.world.now()
    book = market.world.book
    rows, totals = _selected(book, status), _line_totals(book)
    for start in range(0, len(rows), _BATCH):
        yield _batch(market, rows[start : start + _BATCH], totals)
