"""Judging a selection of orders as one: the stock they compete for goes to the most urgent deadlines first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from etl.domain.checks import Check, Severity, asking_codes, worst, worst_first
from etl.preflight.orders.checks import UNKNOWN_ORDER, OrderFacts, acceptance_checks, refusal_checks

_NO_DEADLINE: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class JudgedOrder:
    """One order of a selection with its checks, the worst first; no facts for an id that no order of ours has."""

    order_id: str
    facts: OrderFacts | None
    checks: tuple[Check, ...]

    @property
    def severity(self) -> Severity:
        """The heaviest of its checks."""
        return worst(self.checks)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The codes of its warnings, each once."""
        return asking_codes(self.checks)

    def also(self, check: Check) -> JudgedOrder:
        """The same order with one check more."""
        return replace(self, checks=worst_first((check, *self.checks)))


def judged_acceptances(
    order_ids: Sequence[str], facts: Mapping[str, OrderFacts], now: datetime
) -> tuple[JudgedOrder, ...]:
    """Judge orders that are to be accepted together, the most urgent first."""
    possible = {order.order_id for order in _judged(order_ids, facts, now, acceptance_checks) if _is_possible(order)}
    shared = shared_stock(facts[order_id] for order_id in possible)
    return _judged(order_ids, {**facts, **{fact.order_id: fact for fact in shared}}, now, acceptance_checks)


def judged_refusals(
    order_ids: Sequence[str], facts: Mapping[str, OrderFacts], now: datetime
) -> tuple[JudgedOrder, ...]:
    """Judge orders that are to be refused together, the most urgent first."""
    return _judged(order_ids, facts, now, refusal_checks)


def shared_stock(selected: Iterable[OrderFacts]) -> list[OrderFacts]:
    """The facts of open orders, each with the stock that is left to it, the most urgent first.

    What orders outside the selection wait for is theirs. Within it an order that is covered takes its units from those
    after it; one that is short takes none.
    """
    queue = sorted(selected, key=_urgency)
    wanted = Counter[str]()
    for fact in queue:
        wanted.update(_units(fact))
    taken = Counter[str]()
    shared = []
    for fact in queue:
        promised = {
            need.seller_product_id: max(need.promised + need.needed - wanted[need.seller_product_id], 0)
            + taken[need.seller_product_id]
            for need in fact.needs
        }
        served = fact.with_promised(promised)
        shared.append(served)
        if not any(need.is_short for need in served.needs):
            taken.update(_units(served))
    return shared


def _judged(
    order_ids: Sequence[str],
    facts: Mapping[str, OrderFacts],
    now: datetime,
    checks: Callable[[OrderFacts, datetime], tuple[Check, ...]],
) -> tuple[JudgedOrder, ...]:
    known = sorted((facts[order_id] for order_id in dict.fromkeys(order_ids) if order_id in facts), key=_urgency)
    judged = [JudgedOrder(fact.order_id, fact, checks(fact, now)) for fact in known]
    unknown = [order_id for order_id in dict.fromkeys(order_ids) if order_id not in facts]
    return (*judged, *(JudgedOrder(order_id, None, (UNKNOWN_ORDER,)) for order_id in unknown))


def _is_possible(order: JudgedOrder) -> bool:
    return order.severity is not Severity.BLOCKS


def _urgency(fact: OrderFacts) -> tuple[datetime, str]:
    return (fact.due_at or _NO_DEADLINE, fact.order_id)


def _units(fact: OrderFacts) -> dict[str, int]:
    return {need.seller_product_id: need.needed for need in fact.needs}
