"""Automatic acceptance: after each round the worker asks for the acceptance of the orders that leave no doubt.

Each is an action like a person's, held as long, undone as easily; what was undone, refused or asked for before is a
decision and is not asked for again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import polars as pl
import structlog
from sqlalchemy import Engine

from etl.actions.errors import ActionError
from etl.actions.listings.update_offer import UPDATE_OFFER
from etl.actions.orders.approve_order import APPROVE_ORDER
from etl.actions.orders.decisions import DECISION_KINDS
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.reading import Wanted, list_actions
from etl.actions.outbox.records import ActionRow
from etl.actions.states import LIVE, State
from etl.domain.time.staleness import data_tolerance
from etl.preflight.basis import Basis, warehouse_basis
from etl.preflight.orders.acceptance import (
    OFFERS_TOLERANCE,
    REQUESTER,
    Judgement,
    doubts,
    free_by_urgency,
    is_fresh,
    judged_orders,
)
from etl.preflight.orders.checks import UNKNOWN_ORDER
from etl.preflight.orders.colleagues import colleagues_by_order
from etl.preflight.orders.facts import preflight_facts
from etl.preflight.orders.queries import usual_amounts
from etl.settings import Settings
from etl.store.orders.acceptance import AcceptanceSetting, acceptance_setting
from etl.store.warehouse.runs import succeeded_at
from etl.store.warehouse.warehouse import Warehouse

MOST_AT_ONCE: Final = 500
"""What one round asks for at most; the next goes on."""
_TARGETS_AT_ONCE: Final = 500
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AutomaticAcceptance:
    """Decides on the marts as they were last built; writes only to the outbox."""

    ops: Engine
    warehouse: Warehouse
    settings: Settings

    def ask(self, now: datetime) -> list[str]:
        """Ask for what may be accepted now, the most urgent first; answers the orders. Raises `OpsError`, `StoreError`.

        Nothing while it is switched off or the data is older than its tolerance.
        """
        setting = acceptance_setting(self.ops)
        if not setting.is_on or not self._is_data_fresh(now):
            return []
        needs = self._needs()
        decided = decided_orders(self.ops, needs["order_id"].unique().to_list())
        basis = self._basis(now)
        acceptable = acceptable_orders(self._with_live_changes(needs), decided, setting, usual_amounts(basis))
        return list(self._asked(self._without_doubt(acceptable, basis), setting, now))

    def _basis(self, now: datetime) -> Basis:
        return warehouse_basis(self.warehouse, self.ops, now, succeeded_at(self.warehouse, "orders") or now)

    def _without_doubt(self, acceptable: pl.DataFrame, basis: Basis) -> pl.DataFrame:
        """Of the needs, those of orders about which no check of the forms blocks or asks; at most `MOST_AT_ONCE`."""
        facts = preflight_facts(basis, acceptable["order_id"].unique().to_list())
        colleagues = colleagues_by_order(self.ops, basis.now)
        chosen: list[str] = []
        for (order_id,), lines in acceptable.group_by("order_id", maintain_order=True):
            free = dict(lines.select("seller_product_id", "free").iter_rows())
            order = facts.get(str(order_id))
            found = (
                (UNKNOWN_ORDER,) if order is None else doubts(order, free, colleagues.get(str(order_id), ()), basis.now)
            )
            if found:
                _log.info("acceptance.left_to_people", order_id=order_id, codes=[check.code for check in found])
            else:
                chosen.append(str(order_id))
        return acceptable.filter(pl.col("order_id").is_in(chosen[:MOST_AT_ONCE]))

    def _is_data_fresh(self, now: datetime) -> bool:
        tolerances = {"orders": data_tolerance(self.settings.poll_seconds), "offers": OFFERS_TOLERANCE}
        return all(is_fresh(succeeded_at(self.warehouse, name), span, now) for name, span in tolerances.items())

    def _needs(self) -> pl.DataFrame:
        return self.warehouse.frame_of("orders/acceptance/waiting_needs")

    def _with_live_changes(self, needs: pl.DataFrame) -> pl.DataFrame:
        """The needs with a stock no higher than what a change under way, or not read back yet, is setting it to."""
        read_at = succeeded_at(self.warehouse, "offers")
        changes = list_actions(self.ops, Wanted(kinds={UPDATE_OFFER.name}, states={*LIVE, State.DONE}, limit=1_000))
        coming: dict[str, int] = {}
        for row in changes:
            is_read = row.settled_at is not None and read_at is not None and row.settled_at <= read_at
            if "quantity" in row.payload and not is_read:
                coming[row.target] = min(row.payload["quantity"], coming.get(row.target, row.payload["quantity"]))
        known = pl.col("seller_product_id").replace_strict(coming, default=None, return_dtype=pl.Int64)
        lowest = pl.min_horizontal(pl.col("stock_quantity"), known)
        return needs.with_columns(stock_quantity=pl.when(pl.col("stock_quantity").is_not_null()).then(lowest))

    def _asked(self, acceptable: pl.DataFrame, setting: AcceptanceSetting, now: datetime) -> Iterator[str]:
        batch_id = str(uuid.uuid4())
        for (order_id,), lines in acceptable.group_by("order_id", maintain_order=True):
            seen = {
                "stock": dict(lines.select("seller_product_id", "free").iter_rows()),
                "due_at": lines["due_at"][0],
                "most_value": setting.most_value,
            }
            if _is_asked(self.ops, str(order_id), _Request(batch_id, self.settings.undo_window, now, seen)):
                yield str(order_id)


@dataclass(frozen=True)
class _Request:
    batch_id: str
    hold: timedelta
    now: datetime
    seen: Mapping[str, object]


def _is_asked(ops: Engine, order_id: str, request: _Request) -> bool:
    """Write one acceptance down; one that contradicts what a person has just asked for stops no other."""
    try:
        asked = enqueue(
            ops,
            APPROVE_ORDER,
            order_id,
            {},
            requested_by=REQUESTER,
            hold=request.hold,
            now=request.now,
            seen=request.seen,
            batch_id=request.batch_id,
        )
    except ActionError as error:
        _log.info("acceptance.left_to_people", order_id=order_id, error=str(error))
        return False
    return asked.is_new


def acceptable_orders(
    needs: pl.DataFrame, decided: Mapping[str, bool], setting: AcceptanceSetting, usual: Mapping[str, Decimal]
) -> pl.DataFrame:
    """The needs, with `free`, of the orders that may be asked for now by their stock and value, the most urgent first.

    `decided` are orders on which there is a decision already: true when it takes their stock. They are not asked for.
    """
    taken = [order_id for order_id, takes_stock in decided.items() if takes_stock]
    ranked = free_by_urgency(needs.with_columns(is_taken=pl.col("order_id").is_in(taken)))
    ranked = ranked.with_columns(is_listed=pl.col("stock_quantity").is_not_null())
    judged = judged_orders(ranked.filter(~pl.col("order_id").is_in(list(decided))), setting.most_value, usual)
    chosen = judged.filter(pl.col("judgement") == Judgement.ACCEPT)["order_id"].to_list()
    return ranked.filter(pl.col("order_id").is_in(chosen))


def decided_orders(ops: Engine, order_ids: list[str]) -> dict[str, bool]:
    """Which of the orders somebody has ever decided on, undone decisions included; true: accepted or about to be."""
    decided: dict[str, bool] = {}
    for row in _decisions(ops, order_ids):
        takes_stock = row.kind == "approve_order" and row.state not in {State.UNDONE, State.REJECTED}
        decided[row.target] = decided.get(row.target, False) or takes_stock
    return decided


def _decisions(ops: Engine, order_ids: list[str]) -> Iterable[ActionRow]:
    for first in range(0, len(order_ids), _TARGETS_AT_ONCE):
        yield from list_actions(ops, Wanted(kinds=DECISION_KINDS, targets=order_ids[first : first + _TARGETS_AT_ONCE]))
