"""Answers order queries: an interval of a sorted index, then a mask per filter, remembered until something changes."""

from collections import OrderedDict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sandbox.buyers.buyers import TOWNS, Buyers
from sandbox.contract.choices import Choices
from sandbox.orders.book import OrderBook
from sandbox.orders.query import OrderQuery, Window
from sandbox.orders.statuses import LINE_STATUSES

_REMEMBERED: Final = 12

Rows = NDArray[np.integer[Any]]


class OrderSearch:
    """Rows of orders that match a query, in its order."""

    def __init__(self, book: OrderBook, buyers: Buyers, choices: Choices) -> None:
        self._book, self._buyers = book, buyers
        self._countries = np.array([town.country_code(choices) for town in TOWNS])
        self._found: OrderedDict[OrderQuery, Rows] = OrderedDict()
        self._version = -1

    def rows(self, query: OrderQuery) -> Rows:
        """All matching rows in the query's order."""
        # A page read right after a change must show it: any change makes every remembered answer a wrong one.
        if self._version != self._book.version:
            self._found.clear()
            self._version = self._book.version
        if query not in self._found:
            self._found[query] = self._search(query)
            if len(self._found) > _REMEMBERED:
                self._found.popitem(last=False)
        self._found.move_to_end(query)
        return self._found[query]

    def _search(self, query: OrderQuery) -> Rows:
        if query.reference is not None:
            row = self._book.row_with_reference(query.reference)
            rows: Rows = np.array([] if row is None else [row], dtype=np.int32)
        else:
            rows = self._indexed(query)
        rows = self._filtered(rows, query)
        if query.sort == "shipped":
            shipped = self._book.orders["shipped"][rows]
            never_last = np.where(shipped == 0, np.iinfo(np.int64).max, shipped)
            rows = rows[np.argsort(never_last, kind="stable")]
        return rows[::-1] if query.is_descending else rows

    def _indexed(self, query: OrderQuery) -> Rows:
        """Candidates by the narrower index, already in order for the sort keys created and updated."""
        updated = self._book.orders["updated"]
        if query.sort == "updated":
            return self._book.log.window(updated, query.updated.earliest, query.updated.latest)
        if not query.updated.is_open:
            return np.sort(self._book.log.window(updated, query.updated.earliest, query.updated.latest))
        created = self._book.orders["created"]
        first = 0 if query.created.earliest is None else int(np.searchsorted(created, query.created.earliest))
        latest = query.created.latest
        last = len(created) if latest is None else int(np.searchsorted(created, latest, side="right"))
        return np.arange(first, max(first, last), dtype=np.int32)

    def _filtered(self, rows: Rows, query: OrderQuery) -> Rows:
        orders = self._book.orders
        for name, codes in (("status", query.statuses), ("channel", query.channels), ("supply", query.supplies)):
            if codes is not None:
                wanted = np.isin(np.arange(len(LINE_STATUSES)), list(codes))
                rows = rows[wanted[orders[name][rows]]]
        for name, window in (("updated", query.updated), ("created", query.created), ("shipped", query.shipped)):
            if not window.is_open:
                rows = rows[self._inside(orders[name][rows], window)]
        if query.is_business is not None:
            rows = rows[orders["business"][rows] == query.is_business]
        if query.country is not None:
            towns = self._buyers.towns(orders["customer"][rows])
            rows = rows[self._countries[towns] == query.country]
        return rows

    @staticmethod
    def _inside(instants: Any, window: Window) -> Any:
        inside = instants > 0  # 0 is what has not happened: no interval holds it, an open-ended one neither
        if window.earliest is not None:
            inside &= instants >= window.earliest
        return inside if window.latest is None else inside & (instants <= window.latest)
