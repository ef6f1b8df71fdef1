"""New orders from the start on, drawn hour by hour so that they do not depend on how the clock is moved."""

from sandbox.nature import paris
from sandbox.nature.draws import generator
from sandbox.nature.seasonality import hour_arrivals
from sandbox.orders.drafts import Catalogue, Drafts, draw_orders, preparation_days
from sandbox.orders.past import ship_by


class Arrivals:
    """The stream of new orders after `start`, `daily` of them on an average day."""

    def __init__(self, seed: int, start: int, daily: float, catalogue: Catalogue) -> None:
        self._seed, self._daily, self._catalogue = seed, daily, catalogue
        self._hour = start // paris.HOUR
        self._next = 0
        self._draw()
        self._next = int((self._hour_orders.orders["created"] <= start).sum())

    def _draw(self) -> None:
        created = hour_arrivals(self._seed, self._hour, self._daily)
        drafts = draw_orders(generator(self._seed, "drafts", self._hour), self._catalogue, created)
        drafts.orders["ship_by"] = ship_by(created, preparation_days(self._catalogue, drafts))
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
