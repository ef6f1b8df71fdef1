"""What each kind of action knows of its subject, and what asks by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.actions.errors import UnknownKind
from etl.actions.findings import Payload, Relation, discharged_by, kinds_discharging
from etl.actions.kinds import KINDS, kind_named
from etl.actions.orders.decisions import OrderDecision
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.reading import has_events, newest_standings
from etl.actions.sender.claims import due_actions
from etl.store.ops.database import open_ops

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@dataclass(frozen=True)
class OtherDecision(OrderDecision):
    """Something else asked of an order, which contradicts nothing."""

    def fingerprint(self, target: str, payload: Payload) -> str:  # noqa: ARG002  same for every payload
        return f"{self.name}:{target}"

    def relation(self, payload: Payload, other_kind: str, other_payload: Payload) -> Relation:  # noqa: ARG002
        return Relation.SAME if other_kind == self.name else Relation.INDEPENDENT


REFUND = OtherDecision("test_refund", "", frozenset(), frozenset(), discharges=frozenset({"pay_refund"}))


@pytest.fixture
def ops(tmp_path: Path) -> Iterator[Engine]:
    engine = open_ops(tmp_path / "ops.sqlite")
    yield engine
    engine.dispose()


def ask(ops: Engine, kind: OrderDecision, target: str = "A1", at: datetime = NOW) -> str:
    return enqueue(ops, kind, target, {}, requested_by="ana", hold=timedelta(), now=at).action_id


def test_every_kind_says_what_it_is_about_what_it_fulfils_and_what_it_moves() -> None:
    assert {name: (kind.subject_type, set(kind.discharges), set(kind.moves)) for name, kind in KINDS.items()} == {
        "approve_order": ("order", {"accept_order"}, {"orders"}),
        "refuse_order": ("order", {"accept_order"}, {"orders"}),
        "ship_order": ("order", {"ship_order"}, {"orders"}),
        "update_offer": ("offer", set(), {"listings"}),
    }


def test_kinds_are_asked_for_by_what_they_fulfil() -> None:
    assert kinds_discharging(KINDS, {"accept_order"}) == {"approve_order", "refuse_order"}
    assert kinds_discharging(KINDS, {"accept_order", "ship_order"}) == {"approve_order", "refuse_order", "ship_order"}
    assert kinds_discharging(KINDS, {"pay_refund"}) == frozenset()
    assert discharged_by(KINDS, "of a newer version") == frozenset()


def test_an_unknown_kind_names_those_there_are() -> None:
    with pytest.raises(UnknownKind, match=r"'fly'.*approve_order, refuse_order, ship_order, update_offer"):
        kind_named("fly")


def test_a_pending_refund_does_not_put_its_order_in_hand(ops: Engine) -> None:
    ask(ops, kind_named("approve_order"))  # type: ignore[arg-type]  a decision
    ask(ops, REFUND, at=NOW + timedelta(seconds=1))
    ask(ops, REFUND, "A2")
    owed = kinds_discharging(KINDS, {"accept_order", "ship_order"})
    assert [(one.target, one.kind) for one in newest_standings(ops, owed, NOW)] == [("A1", "approve_order")]


def test_an_offer_named_as_an_order_is_another_thing(ops: Engine) -> None:
    offer = replace(REFUND, name="test_offer", subject_type="offer")
    first = ask(ops, REFUND)
    second = ask(ops, offer, at=NOW + timedelta(seconds=1))
    assert {due.action_id for due in due_actions(ops, NOW + timedelta(minutes=1), 9)} == {first, second}
    assert has_events(ops, "offer", "A1", since=1)
    assert not has_events(ops, "order", "A1", since=1)
    assert has_events(ops, "action", first, since=0)
    assert not has_events(ops, "action", "A1", since=0)
