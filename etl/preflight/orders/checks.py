"""What speaks for and against acting on an order, decided before anything is asked of the marketplace.

Pure, and in codes. Whoever asks, a form, a selection, a sheet, a command or automatic acceptance, asks these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from etl.domain.checks import Check, Severity, worst_first
from etl.domain.listings.needs import StockNeed
from etl.domain.orders.shipping import OrderState
from etl.domain.orders.statuses import allowed_actions

DOUBTED_FROM: Final = 2
"""An order worth more than so many times the usual amount asks for a reason."""

DECISIONS: Final = frozenset({"approve_order", "refuse_order"})


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An action on the order that is not settled, or done and not in the data yet.

    Of a shipment: the lines, none for all of them, and the parcel's number, normalised.
    """

    kind: str
    state: str
    requested_by: str
    order_line_ids: tuple[str, ...] = ()
    parcel_number: str = ""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is known of an order before acting on it. Instants are UTC; amounts in `currency_code`.

    `usual_amount`: what 99 in 100 orders of the last 90 days stay under. `taken_from`: the earliest instant a carrier
    can have had the parcel. `same_buyer`: other open orders of the buyer. `findings`: what looks wrong about the
    address (`destinations`), None while the marketplace has not given it.
    """

    state: OrderState
    needs: tuple[StockNeed, ...] = ()
    amount: Decimal | None = None
    currency_code: str = "EUR"
    usual_amount: Decimal | None = None
    due_at: datetime | None = None
    taken_from: datetime | None = None
    is_missing: bool = False
    same_buyer: tuple[str, ...] = ()
    findings: frozenset[str] | None = None
    under_way: tuple[UnderWay, ...] = ()

    @property
    def order_id(self) -> str:
        """The order's id."""
        return self.state.order_id

    def with_promised(self, promised: Mapping[str, int]) -> OrderFacts:
        """The same with other units promised elsewhere, by SKU: how a selection of orders shares the stock it has."""
        needs = (replace(need, promised=promised.get(need.seller_product_id, need.promised)) for need in self.needs)
        return replace(self, needs=tuple(needs))


UNKNOWN_ORDER: Final = Check("order_unknown", Severity.BLOCKS)
"""For an id that no order of ours has: there are no facts to judge."""


def acceptance_checks(facts: OrderFacts, now: datetime) -> tuple[Check, ...]:
    """Everything to know before accepting an order, the worst first."""
    return worst_first(
        [
            *_decision(facts, "approve_order"),
            *standing_checks(facts, now),
            *stock_checks(facts.needs),
            *_value(facts),
            *same_buyer_checks(facts),
        ]
    )


def refusal_checks(facts: OrderFacts, now: datetime) -> tuple[Check, ...]:
    """Everything to know before refusing an order, the worst first; a refusal always costs acceptance rate."""
    return worst_first(
        [
            *_decision(facts, "refuse_order"),
            Check("costs_acceptance_rate", Severity.ASKS),
            *standing_checks(facts, now),
            *stock_checks(facts.needs, short=Severity.NOTES),
        ]
    )


def standing_checks(facts: OrderFacts, now: datetime) -> list[Check]:
    """Whether the marketplace still lists the order, and how its deadline stands."""
    checks = [Check("not_listed", Severity.ASKS)] if facts.is_missing else []
    if facts.due_at is None:
        return checks
    is_late = facts.due_at < now
    code, severity = ("late", Severity.NOTES) if is_late else ("in_time", Severity.FINE)
    return [*checks, Check(code, severity, {"due_at": facts.due_at})]


def stock_checks(needs: Iterable[StockNeed], short: Severity = Severity.ASKS) -> list[Check]:
    """Whether the stock covers each listing once other open orders have theirs; `short` is what a shortage weighs."""
    return [_stock(need, short) for need in needs]


def _stock(need: StockNeed, short: Severity) -> Check:
    detail = {"sku": need.seller_product_id, "needed": need.needed}
    if need.in_stock is None:
        return Check("listing_unknown", short, detail)
    counted = {**detail, "in_stock": need.in_stock, "promised": need.promised, "left": need.left}
    return Check("stock_short", short, counted) if need.is_short else Check("stock_covers", Severity.FINE, counted)


def _decision(facts: OrderFacts, kind: str) -> list[Check]:
    if taken := [action for action in facts.under_way if action.kind in DECISIONS]:
        return [under_way_check(taken[0])]
    state = facts.state
    if state.supply_mode not in {"Seller", None}:
        return [Check("not_ours", Severity.BLOCKS, {"supply_mode": state.supply_mode})]
    if kind not in allowed_actions(state.status, state.supply_mode, state.lines.values()):
        return [Check("not_waiting", Severity.BLOCKS, {"status": state.status})]
    return []


def open_elsewhere_checks(names: Sequence[str]) -> list[Check]:
    """That colleagues have the order open; beside a single order the banner says it."""
    return [Check("open_elsewhere", Severity.ASKS, {"names": tuple(names)})] if names else []


def under_way_check(action: UnderWay) -> Check:
    """That somebody has asked for it, or for something that rules it out, already."""
    detail = {"kind": action.kind, "state": action.state, "by": action.requested_by}
    return Check("under_way", Severity.BLOCKS, detail)


def _value(facts: OrderFacts) -> list[Check]:
    """One order in a hundred is worth a look; one at twice that is worth a reason."""
    if facts.amount is None or facts.usual_amount is None or facts.amount <= facts.usual_amount:
        return []
    severity = Severity.ASKS if facts.amount > DOUBTED_FROM * facts.usual_amount else Severity.NOTES
    detail = {"amount": facts.amount, "usual": facts.usual_amount, "currency": facts.currency_code}
    return [Check("unusual_value", severity, detail)]


def same_buyer_checks(facts: OrderFacts) -> list[Check]:
    """Other open orders of the same buyer: they may travel together."""
    if not facts.same_buyer:
        return []
    return [Check("same_buyer", Severity.NOTES, {"orders": facts.same_buyer[:3], "count": len(facts.same_buyer)})]
