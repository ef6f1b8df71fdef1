"""Changes on demand: so many orders move at once, for measuring how fast a client follows."""

from typing import Any

import numpy as np

from sandbox.marketplace.world import World
from sandbox.nature.draws import generator
from sandbox.orders.statuses import DELIVERED, SHIPPED


def change_orders(world: World, count: int) -> list[str]:
    """Deliver up to `count` shipped orders, touch others for the rest; the ids, all with `updatedAt` now."""
    now, book = world.now(), world.book
    rng = generator(world.plan.seed, "changes", book.version)
    shipped = np.flatnonzero(book.orders["status"] == SHIPPED)
    delivered: Any = rng.choice(shipped, min(count, len(shipped)), replace=False).tolist()
    others = np.setdiff1d(np.arange(len(book)), delivered)
    touched: Any = rng.choice(others, min(count - len(delivered), len(others)), replace=False).tolist()
    for row in delivered:
        world.life.enter(row, DELIVERED, now)
    for row in touched:
        book.touch(row, now)
    return [book.id_of(row) for row in (*delivered, *touched)]
