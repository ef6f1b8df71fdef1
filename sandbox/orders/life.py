"""The living part: arrivals and the transitions that nobody requests, played in the order of virtual time."""

from collections.abc import Callable
from typing import Final

import numpy as np

from sandbox.engine.clock import Agenda
from sandbox.nature import paris
from sandbox.orders.book import OrderBook
from sandbox.orders.drafts import Arrivals
from sandbox.orders.fates import Rules
from sandbox.orders.past import awaits_seller
from sandbox.orders.statuses import (
    ACCEPTED,
    CANCEL_REQUEST,
    CANCELLED,
    DELIVERED,
    IN_PREPARATION,
    PROCESSING,
    REJECTED,
    SELLER,
    SHIPPED,
    WAITING_ACCEPTANCE,
    status_code,
)

SETTLE_AFTER: Final = 72 * paris.HOUR
"""How long a buyer's cancellation request stays open before the marketplace grants it."""

Listener = Callable[[int, int, int], None]
"""Told (row, status, instant) of each transition."""


class Life:
    """Plays the world up to an instant; the API's effects enter through `enter`."""

    def __init__(self, book: OrderBook, arrivals: Arrivals, rules: Rules, start: int) -> None:
        self.book, self.agenda = book, Agenda()
        self.listeners: list[Listener] = []
        self.agenda.handlers |= {
            "check": self._check,
            "deadline": self._miss_deadline,
            "impatience": self._lose_patience,
            "prepare": self._prepare,
            "warehouse": self._ship_from_warehouse,
            "regret": self._regret,
            "settle": self._settle,
            "deliver": self._deliver,
        }
        self._arrivals, self.rules = arrivals, rules
        self._now = start
        # Planned, not announced: the stock of the start is what these orders have left of it.
        for status in (PROCESSING, WAITING_ACCEPTANCE, ACCEPTED, IN_PREPARATION, SHIPPED):
            self._follow(np.flatnonzero(book.orders["status"] == status), status)

    def advance(self, now: int) -> None:
        """Play everything due up to an instant (UTC ms); going back is ignored."""
        while (due := min(self.agenda.next_at(), self._arrivals.next_at())) <= now:
            # What is due in the past (the world begins with orders in mid-course) happens now: `updatedAt` never goes
            # back, and the log of updates is sorted by appending.
            self._now = max(self._now, due)
            if self.agenda.next_at() <= due:
                self.agenda.play(self._now)
            elif (draft := self._arrivals.pop()) is not None:
                self._announce(self.book.add(draft)[0], PROCESSING, draft.orders["created"].item())
        self._now = max(self._now, now)

    def enter(self, row: int, status: int, at: int) -> None:
        """A transition and what follows from it."""
        self.book.move(row, status, at)
        self._announce(row, status, at)

    def _announce(self, row: int, status: int, at: int) -> None:
        self._follow(np.array([row]), status)
        for listener in self.listeners:
            listener(row, status, at)

    def _follow(self, rows: "np.typing.NDArray[np.int64]", status: int) -> None:
        orders, fates = self.book.orders, self.rules.fates
        plans = {
            PROCESSING: (("check", "created", fates.checks),),
            WAITING_ACCEPTANCE: (("impatience", "updated", fates.impatience),),
            ACCEPTED: (("prepare", "accepted", fates.preparation),),
            IN_PREPARATION: (("warehouse", "prepared", fates.warehouse), ("regret", "prepared", fates.regret)),
            SHIPPED: (("deliver", "shipped", self._transit),),
        }.get(status, ())
        for kind, since, delay in plans:
            self._plan_all(kind, rows, orders[since][rows] + delay(rows))
        if status == WAITING_ACCEPTANCE:
            self._plan_all("deadline", rows, fates.deadline(orders["created"][rows]))

    def _transit(self, rows: "np.typing.NDArray[np.int64]") -> "np.typing.NDArray[np.int64]":
        days: np.typing.NDArray[np.int64] = self.rules.fates.transit(rows, self.book.orders["customer"][rows])
        return days

    def _plan_all(self, kind: str, rows: "np.typing.NDArray[np.int64]", due: "np.typing.NDArray[np.int64]") -> None:
        for row, instant in zip(rows.tolist(), due.tolist(), strict=True):
            self.agenda.plan(instant, kind, row)

    def _check(self, row: int, at: int) -> None:
        if self.rules.fates.is_rejected(row):
            self.enter(row, REJECTED, at)
            return
        orders = self.book.orders
        waits = awaits_seller(orders.value("supply", row), orders.value("channel", row), self.rules.choices)
        self.enter(row, WAITING_ACCEPTANCE if waits else ACCEPTED, at)

    # Whatever was planned may have been overtaken by a call of the client: each step looks at the status first.

    def _miss_deadline(self, row: int, at: int) -> None:
        if self.book.status(row) == WAITING_ACCEPTANCE:
            self.enter(row, status_code(self.rules.choices.unanswered_status), at)

    def _lose_patience(self, row: int, at: int) -> None:
        if self.book.status(row) == WAITING_ACCEPTANCE:
            self.enter(row, CANCELLED, at)

    def _prepare(self, row: int, at: int) -> None:
        if self.book.status(row) == ACCEPTED:
            self.enter(row, IN_PREPARATION, at)

    def _is_being_prepared(self, row: int, by_seller: bool) -> bool:
        is_own = self.book.orders.value("supply", row) == SELLER
        return self.book.status(row) == IN_PREPARATION and is_own == by_seller

    def _ship_from_warehouse(self, row: int, at: int) -> None:
        if self._is_being_prepared(row, by_seller=False):
            self.enter(row, SHIPPED, at)

    def _regret(self, row: int, at: int) -> None:
        if self._is_being_prepared(row, by_seller=True):
            line = self.book.line_rows(row)[row % len(self.book.line_rows(row))]
            self.book.lines.put("status", line, CANCEL_REQUEST)
            self.book.lines.put("asked_by_customer", line, value=True)
            self.book.touch(row, at)
            self.agenda.plan(at + SETTLE_AFTER, "settle", row)

    def _settle(self, row: int, at: int) -> None:
        statuses = self.book.line_statuses(row)
        if (statuses == CANCEL_REQUEST).any():
            statuses[statuses == CANCEL_REQUEST] = CANCELLED
            self.book.touch(row, at)
            if (statuses == CANCELLED).all():
                self.enter(row, CANCELLED, at)

    def _deliver(self, row: int, at: int) -> None:
        if self.book.status(row) == SHIPPED:
            self.enter(row, DELIVERED, at)
