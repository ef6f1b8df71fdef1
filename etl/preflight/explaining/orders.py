"""What Vigie makes of an order: what it obliges to, by when and by which rule, and what to know before acting on it.

From a file or from the store, and for any instant: the marts of the same SQL, the obligations of the same rules, the
checks of the same forms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import polars as pl
from sqlalchemy import Engine

from etl.domain.checks import Check, Severity, worst_first
from etl.domain.obligations.judging import state_at
from etl.domain.orders.statuses import ORDER_STATUSES
from etl.preflight.basis import Basis, snapshot_basis, warehouse_basis
from etl.preflight.explaining.explanation import (
    BYTE_ORDER_MARK,
    CannotExplain,
    Explanation,
    one_object,
    written,
    written_findings,
)
from etl.preflight.explaining.hand_over import HandedOver, KnownThen, handed_over
from etl.preflight.orders.checks import acceptance_checks
from etl.preflight.orders.facts import preflight_facts
from etl.preflight.parcels.checks import shipment_checks
from etl.store.orders.versions import version_then
from etl.store.snapshots.snapshots import Snapshot

SQL: Final = Path(__file__).parent / "sql"

NEEDS_A_STORE: Final = (
    "listing_unknown",
    "not_listed",
    "open_elsewhere",
    "same_buyer",
    "stock_covers",
    "stock_short",
    "under_way",
    "unusual_value",
)
"""Findings that an order alone cannot give: stock, other orders, what people asked for."""

NEEDS_A_PERSON: Final = ("open_elsewhere",)
"""Findings that depend on who asks."""

UNREADABLE: Final = (
    "This is no order that can be read ({reason}): give one JSON object as GET /orders serves it, in UTF-8."
)


@dataclass(frozen=True)
class Source:
    """Where an order is known from: the basis of its findings, and codes of findings that were not looked for."""

    basis: Basis
    not_checked: tuple[str, ...]


def explained_file(content: bytes, now: datetime) -> Explanation:
    """Explain an order as the API serves it, at `now` (UTC). Raises `CannotExplain`."""
    one_object(content, UNREADABLE)  # for its sentence; the store reads the order's own text
    with handed_over([content.removeprefix(BYTE_ORDER_MARK)], now) as given:
        if problems := given.misfits():
            raise CannotExplain(UNREADABLE.format(reason=problems[0]))
        (order_id,) = given.warehouse.frame("select order_id from marts.orders").row(0)
        created_at = given.warehouse.value("select created_at from marts.orders")
        if isinstance(created_at, datetime) and created_at > now:
            raise CannotExplain(f"The order was made after {written(now)}: ask for a later instant.")
        return _explained_world(given, str(order_id), now)


def explained_order(snapshot: Snapshot, ops: Engine, order_id: str, now: datetime) -> Explanation:
    """Explain an order of the store at `now` (UTC), by what was known then. Raises `CannotExplain`."""
    basis = snapshot_basis(snapshot, ops, now)
    events = basis.rows(SQL / "order_events.sql", order_id=order_id)
    if not events.height:
        raise CannotExplain(f"There is no order {order_id[:60]!r} in the store.")
    known_since: datetime = events["seen_at"].min()  # type: ignore[assignment]  # a column of instants
    if now < known_since:
        return _not_known_yet(order_id, known_since)
    if now >= snapshot.published_at:
        return _explained(basis, order_id, now, NEEDS_A_PERSON) | {"known_since": written(known_since)}
    version = version_then(snapshot, order_id, now)
    if version.payload is None:
        return _not_known_yet(order_id, version.known_since or known_since)
    known = KnownThen(
        fetched_at=version.fetched_at or now,
        events=_events_until(events, now),
        actions=basis.rows(SQL / "order_actions.sql", order_id=order_id, now=now),
        is_auto_accept=_is_automatic(basis),
    )
    with handed_over([version.payload], now, known) as given:
        return _explained_world(given, order_id, now) | {"known_since": written(known_since)}


def _explained_world(given: HandedOver, order_id: str, now: datetime) -> Explanation:
    basis = warehouse_basis(given.warehouse, given.ops, now, now)
    later = [fact for fact in given.later if fact["id"] == order_id]
    dated_later = {fact["what"] for fact in later}
    shown = _explained(basis, order_id, now, NEEDS_A_STORE, known_later=lambda field: field in dated_later)
    return shown | {"later": written(later)}


def _explained(
    basis: Basis,
    order_id: str,
    now: datetime,
    not_checked: tuple[str, ...],
    *,
    known_later: Callable[[str], bool] = lambda _field: False,
) -> Explanation:
    row = basis.rows(SQL / "order.sql", order_id=order_id).row(0, named=True)
    owed = basis.rows(SQL / "order_obligations.sql", order_id=order_id)
    owed = owed.with_columns(late_by=pl.duration(seconds="late_by")).with_columns(**state_at(now))
    owed = owed.with_columns(late_by=pl.col("late_by").dt.total_seconds())
    damaged = [field for field in row["damaged_fields"] or () if not known_later(field)]
    checks = (*_damage(damaged, row["status"]), *_action_checks(basis, order_id, row["status"], now))
    found = worst_first(check for check in checks if check.code not in not_checked)
    return {
        "order_id": order_id,
        "status": row["status"],
        "obligations": [_obligation(one) for one in owed.iter_rows(named=True)],
        "findings": written_findings(found),
        "not_checked": list(not_checked),
        "later": [],
        "now": written(now),
    }


def _obligation(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: written(value) for name, value in row.items() if name != "late_by"}
    return shown | {"late_by_seconds": row["late_by"] if row["state"] == "broken" else None}


def _damage(fields: list[str], status: str) -> list[Check]:
    """What could not be read; a ship-by is asked about, since a deadline hangs on it."""
    checks = [
        Check("ship_by_unreadable", Severity.ASKS, {"field": field})
        if field.endswith("shippedAtMax")
        else Check("field_damaged", Severity.NOTES, {"field": field})
        for field in fields
    ]
    if status not in ORDER_STATUSES:
        checks.append(Check("status_unknown", Severity.NOTES, {"status": status}))
    return checks


def _action_checks(basis: Basis, order_id: str, status: str, now: datetime) -> tuple[Check, ...]:
    """The checks of what is to be done next with the order; none where nothing is."""
    facts = preflight_facts(basis, [order_id]).get(order_id)
    if facts is None or status not in {"WaitingAcceptance", "InPreparation"}:
        return ()
    return acceptance_checks(facts, now) if status == "WaitingAcceptance" else shipment_checks(facts, None, now)


def _not_known_yet(order_id: str, known_since: datetime) -> Explanation:
    return {
        "order_id": order_id,
        "status": None,
        "obligations": [],
        "findings": written_findings((Check("not_known_yet", Severity.NOTES, {"known_since": known_since}),)),
        "not_checked": list(NEEDS_A_STORE),
        "later": [],
        "known_since": written(known_since),
    }


def _events_until(events: pl.DataFrame, now: datetime) -> pl.DataFrame:
    # what a later reading found out of the past was not known then
    return events.filter(pl.col("seen_at") <= now).with_columns(run_id=pl.lit(1, dtype=pl.Int64))


def _is_automatic(basis: Basis) -> bool | None:
    found = basis.rows(SQL / "automatic_acceptance.sql")
    is_automatic: bool | None = found.item(0, 0) if found.height else None
    return is_automatic
