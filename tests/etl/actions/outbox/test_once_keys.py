"""What may happen only once ever: the key belongs to one action for good, unless that was rejected or undone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.actions.errors import InvalidAction
from etl.actions.findings import Payload
from etl.actions.kinds import KINDS
from etl.actions.orders.approve_order import APPROVE_ORDER
from etl.actions.orders.ship_order import SHIP_ORDER, ShipOrder
from etl.actions.outbox.asking import Enqueued, enqueue, undo
from etl.actions.outbox.batches import wishes_again
from etl.actions.outbox.reading import list_actions, one_action
from etl.actions.states import State, Step, take_step
from etl.store.ops.database import open_ops, writing

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def ops(tmp_path: Path) -> Iterator[Engine]:
    engine = open_ops(tmp_path / "ops.sqlite")
    yield engine
    engine.dispose()


def ask(ops: Engine, target: str = "A1", key: object = "draft 7", number: str = "6A1") -> Enqueued:
    payload = {"parcel_number": number, "carrier_name": "UPS", "once_key": key}
    return enqueue(ops, SHIP_ORDER, target, payload, requested_by="ana", hold=timedelta(), now=NOW)


def end(ops: Engine, action_id: str, outcome: State) -> None:
    with writing(ops) as connection:
        assert take_step(connection, Step(action_id, State.QUEUED, State.SENDING, NOW, "worker"))
        assert take_step(connection, Step(action_id, State.SENDING, outcome, NOW, "worker"))


def test_asking_again_shows_the_first_one_and_its_outcome(ops: Engine) -> None:
    first = ask(ops)
    assert ask(ops, "A2", number="6A2") == Enqueued(first.action_id, is_new=False, state=State.QUEUED)
    end(ops, first.action_id, State.DONE)
    assert ask(ops, "A3", number="6A3") == Enqueued(first.action_id, is_new=False, state=State.DONE)
    assert len(list_actions(ops)) == 1


def test_the_key_is_a_column_and_no_part_of_what_is_sent(ops: Engine) -> None:
    row = one_action(ops, ask(ops).action_id)
    assert row.once_key == "draft 7"
    assert "once_key" not in row.payload


@pytest.mark.parametrize("outcome", [State.REJECTED, State.UNDONE])
def test_a_rejected_or_undone_action_gives_its_key_back(ops: Engine, outcome: State) -> None:
    first = ask(ops)
    if outcome is State.UNDONE:
        assert undo(ops, first.action_id, by="ana", now=NOW)
    else:
        end(ops, first.action_id, outcome)
    second = ask(ops)
    assert (second.is_new, second.action_id == first.action_id) == (True, False)
    assert one_action(ops, first.action_id).once_key == "draft 7"


def test_without_a_key_what_is_done_can_be_asked_for_anew(ops: Engine) -> None:
    end(ops, ask(ops, key=None).action_id, State.DONE)
    assert ask(ops, key=None).is_new


@pytest.mark.parametrize("key", ["", "  ", 7, "x" * 201])
def test_a_key_that_cannot_be_one_is_refused(ops: Engine, key: object) -> None:
    with pytest.raises(InvalidAction, match=r"once_key: .*Give a text of 1 to 200 characters"):
        ask(ops, key=key)
    assert list_actions(ops) == []


@dataclass(frozen=True)
class OneParcelEver(ShipOrder):
    """A kind with a key of its own: the parcel's number."""

    def once_key(self, target: str, payload: Payload) -> str | None:  # noqa: ARG002  the number alone
        return f"parcel {payload['parcel_number']}"


def test_a_kind_may_know_its_own_key_and_a_given_one_goes_before_it(ops: Engine) -> None:
    def ask_kind(target: str, **more: str) -> Enqueued:
        payload = {"parcel_number": "6A1", "carrier_name": "UPS", **more}
        return enqueue(ops, OneParcelEver(), target, payload, requested_by="ana", hold=timedelta(), now=NOW)

    first = ask_kind("A1")
    assert ask_kind("A2").action_id == first.action_id
    assert ask_kind("A2", once_key="another").is_new


def test_asking_a_failed_batch_again_keeps_the_key(ops: Engine) -> None:
    first = ask(ops)
    end(ops, first.action_id, State.REJECTED)
    [wish] = wishes_again(list_actions(ops), KINDS)
    asked = enqueue(ops, wish.kind, wish.target, wish.payload, requested_by="ana", hold=timedelta(), now=NOW)
    assert one_action(ops, asked.action_id).once_key == "draft 7"


def test_of_many_at_once_one_gets_the_key(tmp_path: Path, ops: Engine) -> None:
    def ask_from(number: int) -> Enqueued:
        own = open_ops(tmp_path / "ops.sqlite")
        try:
            return ask(own, f"A{number}", number=f"6A{number}")
        finally:
            own.dispose()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask_from, range(12)))
    assert sum(answer.is_new for answer in answers) == 1
    assert len({answer.action_id for answer in answers}) == 1


def test_a_decision_takes_a_key_too(ops: Engine) -> None:
    asked = enqueue(ops, APPROVE_ORDER, "A1", {"once_key": "k"}, requested_by="ana", hold=timedelta(), now=NOW)
    assert one_action(ops, asked.action_id).once_key == "k"
