"""What Vigie makes of a return under the law: the consumer's window, the trader's clock, what being late costs.

From a file that says what is known of it. What is damaged in it is not known and is named; the rest stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from etl.domain.checks import Check, Severity, worst_first
from etl.domain.returns.clocks import RefundClock, RefundState
from etl.domain.returns.interest import missing_rates
from etl.domain.returns.verdicts import ReturnFacts, ReturnKind, ReturnVerdict, return_verdict
from etl.domain.time.calendar import is_working_day
from etl.domain.time.windows import start_of_day
from etl.preflight.explaining.explanation import CannotExplain, Explanation, one_object, written, written_findings
from etl.preflight.explaining.fields import Fields

UNREADABLE: Final = "This is no return that can be read ({reason}): give one JSON object, in UTF-8."

MOST_NAMED: Final = 4


def explained_return_file(content: bytes, now: datetime) -> Explanation:
    """Explain a return of which a file tells, at `now` (UTC). Raises `CannotExplain`."""
    given = one_object(content, UNREADABLE)
    try:
        kind = ReturnKind(str(given.get("kind")))
    except ValueError:
        raise CannotExplain(
            f"The kind of return {str(given.get('kind'))[:40]!r} has no clock in law: give "
            "withdrawal, non_delivery, returned_to_sender or refused_at_door."
        ) from None
    fields = Fields(given, now)
    facts = ReturnFacts(
        kind=kind,
        received_on=tuple(fields.days("received_at", is_needed=kind is ReturnKind.WITHDRAWAL)),
        notice_at=fields.instant("notice_at"),
        proof_at=fields.instant("proof_at"),
        goods_at=fields.instant("goods_at"),
        refunded_at=fields.instant("refunded_at"),
        contract_ended_on=fields.day("contract_ended_on", given.get("contract_ended_on")),
        price=fields.amount("price"),
        delivery_cost=fields.amount("delivery_cost"),
    )
    currency_code = fields.currency("currency_code")
    verdict = return_verdict(facts, now)
    checks = worst_first((*fields.checks, *_remarks(verdict)))
    return {
        "kind": kind.value,
        **_shown(verdict),
        "currency_code": currency_code,
        "clauses": list(verdict.clauses),
        "findings": written_findings(checks),
        "later": fields.later(),
        "now": written(now),
    }


def _shown(verdict: ReturnVerdict) -> Explanation:
    clock, surcharge = verdict.clock, verdict.surcharge
    return {
        "withdrawal_ends_at": written(verdict.window and verdict.window.ends_at),
        "in_time": verdict.is_in_time,
        "refund_due_at": written(clock.due_at),
        "is_provisional": clock.is_provisional,
        "state": clock.state.value,
        "held_since": written(clock.held_since),
        "last_good_day": written(clock.last_good_day),
        "days_late": clock.days_late,
        "tier": surcharge.tier,
        "surcharge": _money(surcharge.amount),
        "interest": _money(surcharge.interest),
        "exposure": _money(verdict.exposure),
    }


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _remarks(verdict: ReturnVerdict) -> Iterator[Check]:
    """What a person should know of the verdict beside its figures."""
    if verdict.clock.state is RefundState.OUT_OF_TIME:
        yield Check("withdrawal_out_of_time", Severity.NOTES, {"until": verdict.window and verdict.window.ends_at})
    clock = verdict.clock
    if _ends_on_a_day_off(clock) and (clock.days_late or clock.state is RefundState.DUE):
        yield Check("refund_day_off", Severity.NOTES, {"until": clock.due_at})
    if verdict.surcharge.interest_days:
        missing = [f"{year}-H{half}" for year, half in missing_rates(*verdict.surcharge.interest_days)]
        if missing:
            # the ones to enter first; a refund that is decades late misses more than anybody reads
            named = missing if len(missing) <= MOST_NAMED else [*missing[:MOST_NAMED], "…"]
            yield Check("legal_rate_missing", Severity.NOTES, {"half_years": ", ".join(named)})


def _ends_on_a_day_off(clock: RefundClock) -> bool:
    # an event after the 14 days makes it due at once: no end that somebody could move
    last = clock.last_good_day
    return last is not None and clock.due_at == start_of_day(last + timedelta(days=1)) and not is_working_day(last)
