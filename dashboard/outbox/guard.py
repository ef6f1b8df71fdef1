"""The last look before something is asked: the checks run again on the newest facts, whatever the page showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.outbox.asking import Document, ask
from dashboard.outbox.reasons import given_reason, override_of
from dashboard.parts.basis import basis_of
from dashboard.parts.desk import Desk, open_desk
from dashboard.parts.notices import refuse
from etl.domain.checks import Check, asking_codes
from etl.preflight.orders.checks import UNKNOWN_ORDER, OrderFacts, acceptance_checks, refusal_checks
from etl.preflight.registry import checks_before, is_final
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
    impossible = [check for check in checks if is_final(check)]
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
    if desk.snapshot is None:
        return (UNKNOWN_ORDER,)
    return checks_before(basis_of(desk, desk.snapshot), kind, order_id, payload)


def _refuse(kind: str, order_id: str, why: str) -> None:
    """`why` is Markdown already."""
    said = _("{action}, {order}: not asked.").format(action=word(ACTION_KINDS, kind), order=escape(order_id))
    refuse(f"{said} {why}")
