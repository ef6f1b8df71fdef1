"""Who else has an order open: acting on it beside them asks for a word first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from etl.store.ops.presence import those_present


def colleagues_by_order(ops: Engine, now: datetime, *, but: str = "") -> dict[str, tuple[str, ...]]:
    """The names of those who have an order open, one `but` for whom it is asked, by order, the first to come first."""
    people: dict[str, dict[str, None]] = {}
    for one in those_present(ops, now):
        if one.subject.type == "order" and one.person != but:
            people.setdefault(one.subject.id, {})[one.person] = None
    return {order_id: tuple(names) for order_id, names in people.items()}
