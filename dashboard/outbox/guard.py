"""The last look before something is asked: the checks run again on the newest facts, whatever the page showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.outbox.asking import Document, ask
from dashboard.outbox.reasons import given_reason, override_of
from dashboard.parts.basis import basis_of
from dashboard.parts.desk import Desk, open_desk
from dashboard.parts.notices import refuse
from etl.actions.states import LIVE
from etl.domain.checks import Check, Severity, asking_codes
from etl.preflight.orders.checks import UNKNOWN_ORDER, OrderFacts, acceptance_checks, refusal_checks
from etl.preflight.orders.facts import preflight_facts
from etl.preflight.parcels.checks import shipment_checks
from etl.preflight.parcels.entered import entered_parcel
from etl.words.catalogues import _
from etl.words.checks import check_names, check_words
from etl.words.codes import ACTION_KINDS, word
from etl.words.markdown import escape


def ask_checked(kind: str, order_id: str, payload: Document, seen: Document) -> None:
    """Ask for an action on an order, unless it is impossible, or warned of something that the person has not answered.

    `seen` holds the warnings that were on screen: one that has come up since is shown first.
    """
    desk = open_desk()
    checks = _checks_now(desk, kind, order_id, payload)
    impossible = [check for check in checks if _is_final(check)]
    warnings = asking_codes(checks)
    if impossible:
        _refuse(kind, order_id, check_words(impossible[0], desk.now))
    elif new := set(warnings) - set(seen.get("warnings", ())):
        _refuse(
            kind, order_id, _("Look again, something has changed: {checks}.").format(checks=check_names(sorted(new)))
        )
    elif warnings and not given_reason(kind, order_id):
        _refuse(kind, order_id, _("Choose a reason first."))
    else:
        ask(kind, order_id, payload, seen, override=override_of(kind, order_id, warnings))


def decision_checks(kind: str, facts: OrderFacts, desk: Desk) -> tuple[Check, ...]:
    """The checks before accepting or refusing."""
    return acceptance_checks(facts, desk.now) if kind == "approve_order" else refusal_checks(facts, desk.now)


def _checks_now(desk: Desk, kind: str, order_id: str, payload: Mapping[str, Any]) -> tuple[Check, ...]:
    snapshot = desk.snapshot
    facts = None if snapshot is None else preflight_facts(basis_of(desk, snapshot), (order_id,)).get(order_id)
    if snapshot is None or facts is None:
        return (UNKNOWN_ORDER,)
    if kind == "ship_order":
        parcel = entered_parcel(basis_of(desk, snapshot), facts.order_id, payload)
        return shipment_checks(facts, parcel, desk.now)
    return decision_checks(kind, facts, desk)


def _is_final(check: Check) -> bool:
    """What is live in the outbox is left to the outbox: it answers the same request with the action it is."""
    is_live = check.code in {"under_way", "asked_otherwise"} and check.detail.get("state") in LIVE
    return check.severity is Severity.BLOCKS and not is_live


def _refuse(kind: str, order_id: str, why: str) -> None:
    """`why` is Markdown already."""
    said = _("{action}, {order}: not asked.").format(action=word(ACTION_KINDS, kind), order=escape(order_id))
    refuse(f"{said} {why}")
