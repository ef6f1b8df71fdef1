"""What speaks for and against declaring a parcel: the order, where it goes, and the number on the label."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from etl.domain.checks import Check, Severity, worst_first
from etl.domain.orders.shipping import shipping_obstacle
from etl.domain.tracking.carriers import carrier_family
from etl.domain.tracking.floors import has_blanks, is_like_a_date, is_like_a_phone, is_rounded, number_floor, one_number
from etl.domain.tracking.numbers import (
    REFUSED,
    Problem,
    Verdict,
    assess_number,
    normalised_number,
    number_with_zeros,
    parcel_number_problems,
    tracking_url_problems,
)
from etl.preflight.orders.checks import (
    OrderFacts,
    UnderWay,
    same_buyer_checks,
    standing_checks,
    stock_checks,
)

CLOCKS_APART: Final = timedelta(minutes=2)
"""A hand-over this far in the future is a clock that runs ahead, not a mistake."""

_DESTINATION: Final = {
    "several_addresses": Severity.ASKS,
    "town_missing": Severity.ASKS,
    "street_missing": Severity.ASKS,
    "postcode_missing": Severity.ASKS,
    "postcode_shape": Severity.ASKS,
    "department_unknown": Severity.ASKS,
    "postcode_of_another_country": Severity.ASKS,
    "relay_phone_missing": Severity.ASKS,
    "relay_unknown": Severity.ASKS,
    "abroad": Severity.NOTES,
    "overseas": Severity.NOTES,
    "po_box": Severity.NOTES,
    "military": Severity.NOTES,
}
_POST_ONLY: Final = frozenset({"po_box", "military"})
"""Only La Poste delivers there: with any other carrier a warning."""

_NUMBER_REMARKS: Final = {
    "wrong_shape": Severity.ASKS,
    "wrong_check_digit": Severity.ASKS,
    "return_label": Severity.ASKS,
    "no_known_shape": Severity.NOTES,
    "postcode_needed": Severity.NOTES,
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel about to be declared, as entered. No `order_line_ids`: all lines. `handed_over_at` is UTC.

    `carrier_name` is empty while nobody has chosen one: what depends on the carrier is then not judged.
    `is_listed_carrier`: whether the marketplace lists the label. `other_orders`: other orders that carry this number.
    `has_postcode`: whether its tracking address has the postcode.
    """

    parcel_number: str
    carrier_name: str
    tracking_url: str | None = None
    order_line_ids: tuple[str, ...] = ()
    handed_over_at: datetime | None = None
    is_listed_carrier: bool = True
    other_orders: tuple[str, ...] = ()
    has_postcode: bool = False


def shipment_checks(facts: OrderFacts, parcel: Parcel | None, now: datetime) -> tuple[Check, ...]:
    """Everything to know before declaring a parcel, the worst first; without one, what is known beforehand."""
    lines = parcel.order_line_ids if parcel else ()
    return worst_first(
        [
            *_obstacle(facts, lines),
            *standing_checks(facts, now),
            *_cancellation(facts, lines),
            *_destination(facts, parcel),
            *(_parcel(facts, parcel, now) if parcel else []),
            *same_buyer_checks(facts),
            *stock_checks(facts.needs, short=Severity.NOTES),
        ]
    )


def free_lines(facts: OrderFacts) -> tuple[str, ...]:
    """The lines that no parcel has yet, nor has one on its way: what another parcel can hold."""
    taken = {line for action in facts.under_way if action.kind == "ship_order" for line in action.order_line_ids}
    if any(action.kind == "ship_order" and not action.order_line_ids for action in facts.under_way):
        return ()
    waiting = {"InPreparation", "CancelRequest"}
    return tuple(line for line, status in facts.state.lines.items() if status in waiting and line not in taken)


def _obstacle(facts: OrderFacts, lines: tuple[str, ...]) -> list[Check]:
    if rivals := [action for action in facts.under_way if _meets(action, lines)]:
        return [_asked_otherwise(rivals[0])]
    obstacle = shipping_obstacle(facts.state, lines)
    return [] if obstacle is None else [blocking(obstacle)]


def blocking(problem: Problem) -> Check:
    """What makes something impossible, as a finding."""
    return Check(problem.kind, Severity.BLOCKS, {"detail": problem.detail})


def _asked_otherwise(action: UnderWay) -> Check:
    """`state`: a live action answers the same request itself, so the outbox has the last word on it."""
    detail = {"detail": action.parcel_number, "state": action.state, "by": action.requested_by}
    return Check("asked_otherwise", Severity.BLOCKS, detail)


def _meets(action: UnderWay, lines: tuple[str, ...]) -> bool:
    if action.kind != "ship_order":
        return False
    return not (action.order_line_ids and lines) or bool(set(action.order_line_ids) & set(lines))


def _cancellation(facts: OrderFacts, lines: tuple[str, ...]) -> list[Check]:
    wanted = lines or tuple(facts.state.lines)
    asked = [line for line in wanted if facts.state.lines.get(line) == "CancelRequest"]
    return [Check("cancellation_requested", Severity.ASKS, {"count": len(asked)})] if asked else []


def _destination(facts: OrderFacts, parcel: Parcel | None) -> list[Check]:
    if facts.findings is None:
        return []
    if not facts.findings:
        return [Check("address_fits", Severity.FINE)]
    by_post = parcel is None or not parcel.carrier_name or carrier_family(parcel.carrier_name) == "la_poste"
    return [
        Check(code, Severity.ASKS if code in _POST_ONLY and not by_post else _DESTINATION[code])
        for code in sorted(facts.findings)
    ]


def _parcel(facts: OrderFacts, parcel: Parcel, now: datetime) -> list[Check]:
    problems = [*_number_problems(parcel), *tracking_url_problems(parcel.tracking_url)]
    checks = [blocking(problem) for problem in problems]
    if not parcel.is_listed_carrier:
        checks.append(Check("carrier_unlisted", Severity.BLOCKS, {"carrier": parcel.carrier_name}))
    return [
        *checks,
        *_hand_over(facts, parcel, now),
        *_owners(facts, parcel),
        *([] if problems or not parcel.carrier_name else _number(parcel)),
    ]


def _number_problems(parcel: Parcel) -> list[Problem]:
    """Blanks wait for the carrier: only its shape can tell whether they stand within one number."""
    if floor := number_floor(parcel.parcel_number):
        return [floor]
    number, carrier = parcel.parcel_number, parcel.carrier_name
    is_refused = any(character in REFUSED for character in number)
    if is_refused or not has_blanks(number) or one_number(number, carrier):
        return parcel_number_problems(number)
    return [Problem("number_blanks", number)] if carrier else []


def _hand_over(facts: OrderFacts, parcel: Parcel, now: datetime) -> list[Check]:
    taken_at = parcel.handed_over_at
    if taken_at is None:
        return []
    if taken_at > now + CLOCKS_APART:
        return [Check("taken_in_future", Severity.BLOCKS, {"at": taken_at})]
    if facts.taken_from is not None and taken_at < facts.taken_from:
        return [Check("taken_too_early", Severity.BLOCKS, {"at": taken_at, "from": facts.taken_from})]
    return []


def _owners(facts: OrderFacts, parcel: Parcel) -> list[Check]:
    if parcel.other_orders:
        return [Check("number_on_other_order", Severity.ASKS, {"order": parcel.other_orders[0]})]
    if normalised_number(parcel.parcel_number) in facts.state.numbers:
        return [Check("number_on_this_order", Severity.ASKS)]
    return []


def _number(parcel: Parcel) -> list[Check]:
    assessment = assess_number(parcel.parcel_number, parcel.carrier_name, "given" if parcel.has_postcode else None)
    remarks = [_remark(remark, parcel) for remark in assessment.remarks]
    if assessment.verdict is Verdict.CHECK_DIGIT_OK:
        return [Check("number_checked", Severity.FINE), *remarks]
    remarks += _doubts(parcel.parcel_number)
    has_doubts = any(check.severity is Severity.ASKS for check in remarks)
    if assessment.verdict is Verdict.SHAPE_OK and not has_doubts:
        return [Check("number_shaped", Severity.FINE), *remarks]
    return remarks


def _doubts(number: str) -> list[Check]:
    """What speaks against a number that no check digit proves."""
    rounded = [Check("number_rounded", Severity.ASKS)] if is_rounded(number) else []
    dated = [Check("number_like_date", Severity.ASKS)] if is_like_a_date(number) else []
    return [*rounded, *dated, *([Check("number_like_phone", Severity.ASKS)] if is_like_a_phone(number) else [])]


def _remark(remark: str, parcel: Parcel) -> Check:
    number = normalised_number(parcel.parcel_number)
    if remark == "wrong_shape" and (longer := number_with_zeros(number, parcel.carrier_name)):
        return Check("zeros_lost", Severity.ASKS, {"number": longer})
    return Check(remark, _NUMBER_REMARKS[remark])
