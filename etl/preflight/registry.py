"""The checks before an action of any kind: what a form asks at the click and a script at its command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from etl.actions.states import LIVE
from etl.domain.checks import Check, Severity
from etl.preflight.basis import Basis
from etl.preflight.listings.checks import change_checks
from etl.preflight.orders.checks import UNKNOWN_ORDER, acceptance_checks, refusal_checks
from etl.preflight.orders.facts import preflight_facts
from etl.preflight.parcels.checks import shipment_checks
from etl.preflight.parcels.entered import entered_parcel

OF_ITS_KIND: Final = frozenset({"costs_acceptance_rate"})
"""What every action of its kind has: whoever names `refuse_order` in a script has confirmed it by that."""


def checks_before(basis: Basis, kind: str, target: str, payload: Mapping[str, Any]) -> tuple[Check, ...]:
    """Everything to know before an action is asked for, the worst first; `payload` as the kind has checked it."""
    if kind == "update_offer":
        return change_checks(basis, target, payload)
    facts = preflight_facts(basis, (target,)).get(target)
    if facts is None:
        return (UNKNOWN_ORDER,)
    if kind == "ship_order":
        return shipment_checks(facts, entered_parcel(basis, target, payload), basis.now)
    return acceptance_checks(facts, basis.now) if kind == "approve_order" else refusal_checks(facts, basis.now)


def is_final(check: Check) -> bool:
    """Whether it makes the action impossible; what is live in the outbox is left to the outbox.

    It answers the same request with the action there is.
    """
    is_live = check.code in {"under_way", "asked_otherwise"} and check.detail.get("state") in LIVE
    return check.severity is Severity.BLOCKS and not is_live
