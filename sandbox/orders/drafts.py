"""What is bought: orders and lines drawn by columns, the same way for a million past ones and for the next hour's.

Instants are UTC milliseconds.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sandbox.buyers.buyers import is_business
from sandbox.contract.codes import CHANNELS, EXPRESS, FRONT_DOOR, PICKUP, SELECTED_ROOM, SIGNED, TRACKED, UNTRACKED
from sandbox.listings.listings import BULKY, SMALL, Listing
from sandbox.nature import paris
from sandbox.nature.draws import generator
from sandbox.nature.seasonality import hour_arrivals
from sandbox.orders.statuses import FULFILLMENT, SELLER, XDOCK

PAYMENTS: Final = ("Card", "CardInstalments", "Paypal", "GiftCard")
UNTRACKED_BELOW: Final = 1500
"""Cents; goods up to 15 euros may travel untracked (seller-rules 1.2)."""


@dataclass(frozen=True)
class Drafts:
    """Orders and their lines before their history: columns, with `line_count` lines per order in sequence."""

    orders: dict[str, NDArray[Any]]
    lines: dict[str, NDArray[Any]]


def _choice(rng: np.random.Generator, shares: list[float], count: int) -> NDArray[np.int64]:
    return np.searchsorted(np.cumsum(shares) / sum(shares), rng.random(count), side="right")


class Catalogue:
    """The listings as columns to draw from."""

    def __init__(self, listings: tuple[Listing, ...]) -> None:
        weights = np.array([listing.weight for listing in listings])
        self._ends = np.cumsum(weights / weights.sum())
        self.price = np.array([listing.price for listing in listings], dtype=np.int32)
        self.size = np.array([listing.size for listing in listings], dtype=np.uint8)
        self.preparation = np.array([listing.preparation_days for listing in listings], dtype=np.int64)

    def pick(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        """Listings bought, best sellers more often."""
        return np.minimum(np.searchsorted(self._ends, rng.random(count)), len(self._ends) - 1)


def _delivery_modes(rng: np.random.Generator, price: Any, size: Any, supply: Any) -> NDArray[np.int64]:
    luck = rng.random(len(price))
    ordinary = np.select([luck < 0.05, luck < 0.1, luck < 0.32], [SIGNED, EXPRESS, PICKUP], TRACKED)
    bulky = np.where(luck < 0.35, SELECTED_ROOM, FRONT_DOOR)
    is_cheap = (price <= UNTRACKED_BELOW) & (luck > 0.3) & (supply == SELLER)
    return np.where(size == BULKY, bulky, np.where(is_cheap, UNTRACKED, ordinary))


def _shipping_costs(modes: Any, price: Any) -> NDArray[np.int64]:
    costs = np.array([499, 699, 990, 399, 2990, 4990, 249])[modes]
    return np.where((price > 4900) & (costs < 1000), 0, costs)


def _quantities(rng: np.random.Generator, size: Any) -> NDArray[np.int64]:
    luck = rng.random(len(size))
    small = np.select([luck < 0.7, luck < 0.88, luck < 0.94, luck < 0.98], [1, 2, 3, 4], 6)
    return np.where(size == SMALL, small, np.where(luck < 0.95, 1, 2))


def _lines(rng: np.random.Generator, catalogue: Catalogue, counts: Any, supply: Any) -> dict[str, NDArray[Any]]:
    total, supplies = int(counts.sum()), np.repeat(supply, counts)
    listing = catalogue.pick(rng, total)
    size = catalogue.size[listing]
    promotion = np.where(rng.random(total) < 0.12, 0.9, 1.0)
    price = np.rint(catalogue.price[listing] * promotion).astype(np.int32)
    lead = np.repeat(np.cumsum(counts) - counts, counts)
    mode = _delivery_modes(rng, price[lead], size[lead], supplies)
    return {
        "listing": listing,
        "quantity": _quantities(rng, size),
        "mode": mode,
        "unit_price": price,
        "shipping": _shipping_costs(mode, price),
    }


def draw_orders(rng: np.random.Generator, catalogue: Catalogue, created: NDArray[np.int64]) -> Drafts:
    """Orders created at the given instants (UTC ms), and their lines."""
    count = len(created)
    channel = _choice(rng, [channel.share for channel in CHANNELS], count)
    supply = np.array([SELLER, FULFILLMENT, XDOCK])[_choice(rng, [0.89, 0.09, 0.02], count)]
    line_count = np.array([1, 2, 3, 4])[_choice(rng, [0.83, 0.12, 0.04, 0.01], count)]
    loyal = rng.integers(1, 40_000, count)
    customer = np.where(rng.random(count) < 0.12, loyal, rng.integers(40_000, 90_000_000, count))
    orders = {
        "created": created,
        "purchased": created - rng.integers(20_000, 120_000, count),
        "channel": channel,
        "supply": supply,
        "customer": customer,
        "business": is_business(customer),
        "payment": _choice(rng, [0.74, 0.17, 0.08, 0.01], count),
        "line_count": line_count,
    }
    return Drafts(orders, _lines(rng, catalogue, line_count, supply))


def ship_by(catalogue: Catalogue, drafts: Drafts) -> NDArray[np.int64]:
    """Ship-by deadlines: the end, in Paris, of the working day two plus the slowest line's preparation days later."""
    created, counts = drafts.orders["created"], drafts.orders["line_count"]
    if not len(created):
        return np.zeros(0, dtype=np.int64)
    first_lines = np.cumsum(counts) - counts
    days = np.maximum.reduceat(catalogue.preparation[drafts.lines["listing"]], first_lines)
    ends: NDArray[np.int64] = paris.day_end(paris.later_working_day(paris.local_day(created), days + 2))
    return ends


class Arrivals:
    """The stream of new orders after `start`, `daily` of them on an average day.

    Drawn hour by hour: what comes does not depend on how the clock is moved.
    """

    def __init__(self, seed: int, start: int, daily: float, catalogue: Catalogue) -> None:
        self._seed, self._daily, self._catalogue = seed, daily, catalogue
        self._hour = start // paris.HOUR
        self._draw()
        # The hour under way is drawn whole; what came before `start` is in the past's orders already.
        self._next = int((self._hour_orders.orders["created"] <= start).sum())

    def _draw(self) -> None:
        created = hour_arrivals(self._seed, self._hour, self._daily)
        drafts = draw_orders(generator(self._seed, "drafts", self._hour), self._catalogue, created)
        drafts.orders["ship_by"] = ship_by(self._catalogue, drafts)
        drafts.orders["updated"] = created
        self._hour_orders, self._next = drafts, 0

    def next_at(self) -> int:
        """Instant of the next order; of the next hour's beginning while none is drawn."""
        created = self._hour_orders.orders["created"]
        return int(created[self._next]) if self._next < len(created) else (self._hour + 1) * paris.HOUR

    def pop(self) -> Drafts | None:
        """The next order, or None when instead the next hour has begun."""
        orders, lines, place = self._hour_orders.orders, self._hour_orders.lines, self._next
        if place >= len(orders["created"]):
            self._hour += 1
            self._draw()
            return None
        self._next += 1
        first = int(orders["line_count"][:place].sum())
        last = first + int(orders["line_count"][place])
        return Drafts(
            {name: column[place : place + 1] for name, column in orders.items()},
            {name: column[first:last] for name, column in lines.items()},
        )
