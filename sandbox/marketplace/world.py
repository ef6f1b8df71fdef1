"""A whole seeded world: listings, buyers, orders, their past and their life."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from sandbox.buyers.buyers import Buyers
from sandbox.contract.choices import Choices
from sandbox.engine.clock import VirtualClock
from sandbox.engine.ledger import Ledger
from sandbox.listings.listings import draw_listings
from sandbox.listings.offers import OfferShelf
from sandbox.nature import paris
from sandbox.nature.draws import generator
from sandbox.nature.seasonality import past_arrivals
from sandbox.orders.autopilot import Autopilot
from sandbox.orders.book import OrderBook
from sandbox.orders.documents import OrderDocuments
from sandbox.orders.drafts import Arrivals, Catalogue, draw_orders
from sandbox.orders.fates import Fates, Habits, Rules
from sandbox.orders.life import Life
from sandbox.orders.lines import LineDocuments
from sandbox.orders.past import past_orders
from sandbox.orders.statuses import ACCEPTED

HISTORY_DAYS: Final = 90
BUSY_ENOUGH: Final = 20
"""Orders a day below which a small world's history is shortened instead, to no less than SHORTEST_HISTORY days."""
SHORTEST_HISTORY: Final = 5


@dataclass(frozen=True)
class WorldPlan:
    """What decides a world: with the same plan, the same world."""

    seed: int = 7
    orders: int = 5_000
    start: datetime = field(default_factory=lambda: datetime.now(UTC))
    speed: float = 1.0
    seller_id: str = "98979"
    autopilot: float = 0.0
    choices: Choices = field(default_factory=Choices)

    @property
    def history_days(self) -> float:
        """Days before the start over which the past orders are spread."""
        return min(HISTORY_DAYS, max(SHORTEST_HISTORY, self.orders / BUSY_ENOUGH))


class World:
    """The marketplace's state; `now()` plays it up to the present first, so what is read is always current."""

    def __init__(self, plan: WorldPlan, real: Callable[[], float] = time.monotonic) -> None:
        self.plan, self.choices = plan, plan.choices
        self.listings = draw_listings(plan.seed)
        self.buyers = Buyers(plan.seed)
        self.ledger = Ledger()
        start = paris.milliseconds(plan.start)
        rules = Rules(Fates(plan.seed, plan.choices), Habits(plan.seed), plan.choices)
        catalogue = Catalogue(self.listings)
        earliest = start - round(plan.history_days * paris.DAY)
        created = past_arrivals(plan.seed, earliest, start, plan.orders)
        drafts = draw_orders(generator(plan.seed, "drafts"), catalogue, created)
        past = past_orders(drafts, catalogue, rules, start)
        self.book = OrderBook(past, resolution=1 if plan.choices.timestamps == "fractions" else 1000)
        daily = plan.orders / plan.history_days
        self.life = Life(self.book, Arrivals(plan.seed, start, daily, catalogue), rules, start)
        self.offers = OfferShelf(self.listings, start)
        lines = LineDocuments(self.listings, plan.choices)
        self.documents = OrderDocuments(self.book, self.buyers, lines, plan.choices, plan.seller_id)
        # Listeners hear a transition in this order: the stock is taken before the simulated seller plans his next step.
        self.life.listeners.append(self._take_stock)
        self.life.listeners.append(Autopilot(plan.seed, plan.autopilot, self.life, self.ledger).follow)
        self.clock = VirtualClock(plan.start, plan.speed, real)

    def now(self) -> int:
        """The virtual present in UTC milliseconds, after everything due has happened."""
        now = self.clock.now()
        self.life.advance(now)
        return now

    def _take_stock(self, row: int, status: int, at: int) -> None:
        if status == ACCEPTED:
            lines = self.book.line_rows(row)
            listing, quantity = (self.book.lines.take(name, list(lines)) for name in ("listing", "quantity"))
            for number, count in zip(listing, quantity, strict=True):
                self.offers.sell(number, count, at)
