"""Asking, asking twice, asking for the opposite, taking back: all before anything is sent."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.exc import IntegrityError

from etl.actions.errors import ActionNotFound, ConflictingAction, IllegalTransition, InvalidAction, UnknownKind
from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import Enqueued, enqueue, requeue, settle_by_hand, undo
from etl.actions.outbox.reading import (
    Wanted,
    attempts_of,
    counts_by_state,
    events_of,
    list_actions,
    live_actions,
    one_action,
)
from etl.actions.sender.claims import claim_for_sending, due_actions
from etl.actions.states import LIVE, SETTLED, STEPS, State, Step, take_step
from etl.store.ops.database import writing
from etl.store.ops.schema import action

HOLD = timedelta(seconds=10)
PARCEL = {"parcel_number": "6A12345678901", "carrier_name": "Colissimo"}


def ask(ops: Engine, clock: Any, kind: str = "approve_order", target: str = "O1", **more: Any) -> Enqueued:
    payload = more.pop("payload", PARCEL if kind == "ship_order" else {})
    given = {"requested_by": "ana", "hold": HOLD, **more}
    return enqueue(ops, kind_named(kind), target, payload, now=clock(), **given)


def force(ops: Engine, action_id: str, *states: State, at: Any) -> None:
    for before, after in itertools.pairwise(states):
        with writing(ops) as connection:
            assert take_step(connection, Step(action_id, before, after, at, "test"))


def test_an_action_is_on_disk_with_everything_that_was_known_before_it_can_be_sent(ops: Engine, clock: Any) -> None:
    asked = ask(ops, clock, "ship_order", seen={"status": "InPreparation"}, batch_id="b-1")
    row = one_action(ops, asked.action_id)
    assert asked.is_new
    assert (row.kind, row.target, row.state, row.batch_id) == ("ship_order", "O1", State.QUEUED, "b-1")
    assert row.payload == {**PARCEL, "tracking_url": None, "order_line_ids": None}
    assert row.seen == {"status": "InPreparation"}
    assert (row.requested_at, row.not_before_at) == (clock(), clock() + HOLD)
    assert (row.attempt_count, row.sent_at, row.settled_at, row.result) == (0, None, None, None)
    [event] = events_of(ops, asked.action_id)
    assert (event.actor, event.from_state, event.to_state, event.at) == ("ana", None, State.QUEUED, clock())


def test_the_same_thing_asked_twice_is_one_action_whoever_asks(ops: Engine, clock: Any) -> None:
    first = ask(ops, clock)
    assert ask(ops, clock, requested_by="bob") == Enqueued(first.action_id, is_new=False)
    assert ask(ops, clock, target=" O1 ") == Enqueued(first.action_id, is_new=False)
    assert len(list_actions(ops)) == 1
    assert len(events_of(ops, first.action_id)) == 1


@pytest.mark.parametrize("state", sorted(LIVE))
def test_the_same_thing_is_one_action_in_every_live_state(ops: Engine, clock: Any, state: State) -> None:
    first = ask(ops, clock)
    paths = {
        State.QUEUED: (),
        State.SENDING: (State.SENDING,),
        State.UNKNOWN: (State.SENDING, State.UNKNOWN),
        State.WORKING: (State.SENDING, State.WORKING),
        State.RECONCILING: (State.SENDING, State.UNKNOWN, State.RECONCILING),
        State.NEEDS_HUMAN: (State.SENDING, State.NEEDS_HUMAN),
    }
    force(ops, first.action_id, State.QUEUED, *paths[state], at=clock())
    assert ask(ops, clock) == Enqueued(first.action_id, is_new=False, state=state)
    with pytest.raises(ConflictingAction, match=f"approve_order is already {state} for it"):
        ask(ops, clock, "refuse_order")


@pytest.mark.parametrize("state", sorted(SETTLED))
def test_once_settled_the_same_thing_may_be_asked_again(ops: Engine, clock: Any, state: State) -> None:
    first = ask(ops, clock)
    path = (State.UNDONE,) if state is State.UNDONE else (State.SENDING, state)
    force(ops, first.action_id, State.QUEUED, *path, at=clock())
    again = ask(ops, clock)
    assert again.is_new
    assert again.action_id != first.action_id


def test_refusing_while_an_approval_is_under_way_is_an_error_that_names_it(ops: Engine, clock: Any) -> None:
    first = ask(ops, clock)
    with pytest.raises(ConflictingAction, match=r"refuse_order cannot be asked for O1.*undo it first") as caught:
        ask(ops, clock, "refuse_order")
    assert caught.value.action_id == first.action_id
    assert undo(ops, first.action_id, by="ana", now=clock())
    assert ask(ops, clock, "refuse_order").is_new


def shipping(*lines: str, number: str = "6A12345678901") -> dict[str, Any]:
    return {"parcel_number": number, "carrier_name": "Colissimo", "order_line_ids": list(lines) or None}


def test_a_second_parcel_number_for_lines_under_way_is_an_error_not_a_silent_loss(ops: Engine, clock: Any) -> None:
    ask(ops, clock, "ship_order", payload=shipping())
    for payload in (shipping(number="6A999"), shipping("L1"), shipping("L1", number="6A999")):
        with pytest.raises(ConflictingAction):
            ask(ops, clock, "ship_order", payload=payload)


def test_two_parcels_for_different_lines_are_two_actions_and_the_order_of_lines_says_nothing(
    ops: Engine, clock: Any
) -> None:
    first = ask(ops, clock, "ship_order", payload=shipping("L1", "L2"))
    assert ask(ops, clock, "ship_order", payload=shipping("L2", "L1", "L2")) == Enqueued(first.action_id, is_new=False)
    assert ask(ops, clock, "ship_order", payload=shipping("L3", number="6A999")).is_new
    with pytest.raises(ConflictingAction):
        ask(ops, clock, "ship_order", payload=shipping("L2", "L4", number="6A000"))
    with pytest.raises(ConflictingAction):
        ask(ops, clock, "ship_order", payload=shipping())


def test_a_double_click_from_many_threads_is_one_action(ops: Engine, clock: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda _: ask(ops, clock), range(40)))
    assert len({one.action_id for one in asked}) == 1
    assert sum(one.is_new for one in asked) == 1


PROGRAM = """
import json, sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from etl.actions.orders.approve_order import APPROVE_ORDER
from etl.actions.outbox.asking import enqueue
from etl.domain.time.clock import system_clock
from etl.store.ops.database import open_ops
ops = open_ops(sys.argv[1])
sys.stdin.readline()
for number in range(20):
    asked = enqueue(ops, APPROVE_ORDER, f"O{number}", {}, requested_by="ana", hold=timedelta(0), now=system_clock())
    print(json.dumps([asked.action_id, asked.is_new]))
"""


def test_the_same_forms_sent_from_four_processes_at_once_are_twenty_actions(ops_path: Path, ops: Engine) -> None:
    command = [sys.executable, "-c", PROGRAM, str(ops_path)]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [process.communicate("go\n") for process in started]
    asked = [json.loads(line) for out, _ in answers for line in out.splitlines()]
    assert len(asked) == 80
    assert len({action_id for action_id, _ in asked}) == 20
    assert sum(is_new for _, is_new in asked) == 20
    assert len(list_actions(ops)) == 20


def test_undo_is_possible_until_it_is_sent_and_is_audited(ops: Engine, clock: Any) -> None:
    asked = ask(ops, clock)
    assert one_action(ops, asked.action_id).can_be_undone
    assert undo(ops, asked.action_id, by="bob", now=clock.forward(3))
    assert not undo(ops, asked.action_id, by="bob", now=clock.forward(1))
    row = one_action(ops, asked.action_id)
    assert (row.state, row.settled_at) == (State.UNDONE, clock() - timedelta(seconds=1))
    assert [(e.actor, e.to_state) for e in events_of(ops, asked.action_id)] == [("ana", "queued"), ("bob", "undone")]


def test_what_is_being_sent_cannot_be_undone(ops: Engine, clock: Any) -> None:
    asked = ask(ops, clock)
    assert claim_for_sending(ops, asked.action_id, now=clock.forward(10), actor="worker") is not None
    assert not undo(ops, asked.action_id, by="ana", now=clock())
    assert one_action(ops, asked.action_id).state is State.SENDING


def test_nothing_is_claimed_before_its_hold_is_over(ops: Engine, clock: Any) -> None:
    asked = ask(ops, clock)
    early = clock.forward(9.999)
    assert due_actions(ops, early, 10) == []
    assert claim_for_sending(ops, asked.action_id, now=early, actor="worker") is None
    assert [due.action_id for due in due_actions(ops, clock.forward(0.001), 10)] == [asked.action_id]


def test_when_undo_and_the_worker_race_exactly_one_of_them_wins(ops: Engine, clock: Any) -> None:
    asked = [ask(ops, clock, target=f"O{number}", hold=timedelta(0)).action_id for number in range(60)]
    now = clock.forward(1)
    with ThreadPoolExecutor(8) as pool:
        claims = [pool.submit(claim_for_sending, ops, one, now=now, actor="worker") for one in asked]
        undone = [pool.submit(undo, ops, one, by="ana", now=now) for one in asked]
    for action_id, claim, undo_won in zip(asked, claims, undone, strict=True):
        assert (claim.result() is not None) is not undo_won.result()
        assert len(attempts_of(ops, action_id)) == (0 if undo_won.result() else 1)


def test_an_attempt_is_on_disk_before_the_request_and_only_once_per_claim(ops: Engine, clock: Any) -> None:
    asked = ask(ops, clock, hold=timedelta(0))
    with ThreadPoolExecutor(8) as pool:
        claims = list(
            pool.map(lambda _: claim_for_sending(ops, asked.action_id, now=clock(), actor="worker"), range(16))
        )
    assert sum(claim is not None for claim in claims) == 1
    [attempt] = attempts_of(ops, asked.action_id)
    assert (attempt.number, attempt.started_at, attempt.ended_at, attempt.outcome) == (1, clock(), None, None)


def test_actions_on_one_order_reach_the_marketplace_in_the_order_asked_for(ops: Engine, clock: Any) -> None:
    approval = ask(ops, clock)
    clock.forward(1)
    shipment = ask(ops, clock, "ship_order", hold=timedelta(0))
    other = ask(ops, clock, "ship_order", target="O2", hold=timedelta(0))
    assert [due.action_id for due in due_actions(ops, clock.forward(1), 10)] == [other.action_id]
    clock.forward(10)
    assert [due.action_id for due in due_actions(ops, clock(), 10)] == [other.action_id, approval.action_id]
    force(ops, approval.action_id, State.QUEUED, State.SENDING, State.NEEDS_HUMAN, at=clock())
    assert {due.action_id for due in due_actions(ops, clock(), 10)} == {other.action_id, shipment.action_id}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("approve_order", "", {}), "target: '' cannot be used"),
        (("approve_order", "../sellers", {}), r"target: '\.\./sellers' cannot be used"),
        (("approve_order", "O1?x=1", {}), "letters, digits"),
        (("approve_order", "O" * 65, {}), "at most 64"),
        (("approve_order", "O1", {"reason": "late"}), "reason: 'late' cannot be used. approve_order takes no payload"),
        (("ship_order", "O1", {}), "parcel_number: '' cannot be used. Give the carrier's tracking number"),
        (("ship_order", "O1", {**PARCEL, "parcel_number": "6A 123"}), "parcel_number: '6A 123' cannot be used"),
        (("ship_order", "O1", {**PARCEL, "parcel_number": 'x"y'}), "no spaces, quotes"),
        (("ship_order", "O1", {**PARCEL, "parcel_number": "1" * 51}), "at most 50 characters"),
        (("ship_order", "O1", {**PARCEL, "parcel_number": 12}), "parcel_number: '12' cannot be used"),
        (("ship_order", "O1", {**PARCEL, "carrier_name": " "}), "carrier_name: .*as the marketplace lists it"),
        (("ship_order", "O1", {**PARCEL, "tracking_url": "ftp://x.eu/1"}), "tracking_url: 'ftp://x.eu/1' cannot"),
        (("ship_order", "O1", {**PARCEL, "order_line_ids": []}), r"order_line_ids: '\[\]' cannot be used"),
        (("ship_order", "O1", {**PARCEL, "weight": 3}), "weight: '3' cannot be used. ship_order knows parcel_number"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_field_value_and_remedy(
    ops: Engine, clock: Any, asked: tuple[str, str, dict[str, Any]], message: str
) -> None:
    kind, target, payload = asked
    with pytest.raises(InvalidAction, match=message):
        ask(ops, clock, kind, target, payload=payload)
    assert list_actions(ops) == []


def test_an_unknown_kind_is_refused_with_the_known_ones(ops: Engine, clock: Any) -> None:
    with pytest.raises(UnknownKind, match=r"'aprove_order'\. Known kinds: approve_order, refuse_order, ship_order"):
        ask(ops, clock, "aprove_order")


def test_an_action_that_does_not_exist_is_named(ops: Engine, clock: Any) -> None:
    for touch in (
        lambda: undo(ops, "nope", by="ana", now=clock()),
        lambda: requeue(ops, "nope", by="ana", now=clock(), note="again"),
        lambda: one_action(ops, "nope"),
    ):
        with pytest.raises(ActionNotFound, match="There is no action 'nope'"):
            touch()


def test_a_person_sends_again_what_needed_one_with_patience_counted_anew(ops: Engine, clock: Any) -> None:
    asked = ask(ops, clock)
    force(ops, asked.action_id, State.QUEUED, State.SENDING, State.NEEDS_HUMAN, at=clock())
    requeue(ops, asked.action_id, by="bob", now=clock.forward(3600), note="the carrier answered")
    row = one_action(ops, asked.action_id)
    assert (row.state, row.not_before_at, row.patience_from_at) == (State.QUEUED, clock(), clock())
    last = events_of(ops, asked.action_id)[-1]
    assert (last.actor, last.note) == ("bob", "the carrier answered")


@pytest.mark.parametrize("outcome", ["done", "rejected"])
def test_a_person_settles_what_needed_one_and_the_note_is_kept(ops: Engine, clock: Any, outcome: Any) -> None:
    asked = ask(ops, clock)
    force(ops, asked.action_id, State.QUEUED, State.SENDING, State.NEEDS_HUMAN, at=clock())
    settle_by_hand(ops, asked.action_id, outcome=outcome, by="bob", note="seen in the portal", now=clock.forward(60))
    row = one_action(ops, asked.action_id)
    assert (row.state, row.settled_at, row.result) == (outcome, clock(), "Settled by hand: seen in the portal")
    assert ask(ops, clock).is_new


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING, State.UNKNOWN])
def test_only_what_needs_a_person_can_be_decided_by_hand(ops: Engine, clock: Any, state: State) -> None:
    asked = ask(ops, clock)
    paths = {State.QUEUED: (), State.SENDING: (state,), State.UNKNOWN: (State.SENDING, state)}
    force(ops, asked.action_id, State.QUEUED, *paths[state], at=clock())
    with pytest.raises(IllegalTransition, match=f"is {state}: only an action that needs a person"):
        settle_by_hand(ops, asked.action_id, outcome="done", by="bob", note="x", now=clock())
    with pytest.raises(IllegalTransition, match=f"is {state}"):
        requeue(ops, asked.action_id, by="bob", now=clock(), note="x")
    assert one_action(ops, asked.action_id).state is state


def test_every_step_that_is_not_in_the_table_is_refused_and_changes_nothing(ops: Engine, clock: Any) -> None:
    asked = ask(ops, clock)
    refused = 0
    for before in State:
        for after in set(State) - STEPS[before]:
            with pytest.raises(IllegalTransition, match=f"cannot go from {before} to {after}"), writing(ops) as c:
                take_step(c, Step(asked.action_id, before, after, clock(), "test"))
            refused += 1
    assert refused == len(State) ** 2 - sum(map(len, STEPS.values()))
    assert one_action(ops, asked.action_id).state is State.QUEUED
    assert len(events_of(ops, asked.action_id)) == 1


def test_a_step_from_a_state_the_action_has_left_changes_nothing(ops: Engine, clock: Any) -> None:
    asked = ask(ops, clock)
    with writing(ops) as connection:
        assert not take_step(connection, Step(asked.action_id, State.UNKNOWN, State.RECONCILING, clock(), "test"))
    assert one_action(ops, asked.action_id).state is State.QUEUED
    assert len(events_of(ops, asked.action_id)) == 1


def test_lists_can_be_narrowed_and_count_every_state(ops: Engine, clock: Any) -> None:
    first = ask(ops, clock, target="O1", batch_id="b-1")
    clock.forward(1)
    second = ask(ops, clock, "ship_order", target="O2", batch_id="b-1")
    third = ask(ops, clock, target="O3")
    undo(ops, third.action_id, by="ana", now=clock())

    def ids(wanted: Wanted) -> set[str]:
        return {one.action_id for one in list_actions(ops, wanted)}

    assert ids(Wanted(batch_id="b-1")) == {first.action_id, second.action_id}
    assert ids(Wanted(kinds=["ship_order"])) == {second.action_id}
    assert ids(Wanted(states=[State.UNDONE])) == {third.action_id}
    assert ids(Wanted(targets=["O1", "O9"])) == {first.action_id}
    assert ids(Wanted(targets=[])) == set()
    assert ids(Wanted(requested_from=clock())) == {second.action_id, third.action_id}
    assert [one.action_id for one in list_actions(ops)][-1] == first.action_id
    assert len(list_actions(ops, Wanted(limit=2))) == 2
    assert {one.action_id for one in live_actions(ops)} == {first.action_id, second.action_id}
    assert {one.action_id for one in live_actions(ops, ["O2", "O3"])} == {second.action_id}
    counts = counts_by_state(ops)
    assert (counts[State.QUEUED], counts[State.UNDONE], counts[State.DONE]) == (2, 1, 0)


def test_no_two_live_actions_share_a_fingerprint_whatever_the_code_does(ops: Engine, clock: Any) -> None:
    first = ask(ops, clock)
    second = ask(ops, clock, target="O2")
    with pytest.raises(IntegrityError), writing(ops) as connection:
        connection.execute(
            update(action).where(action.c.action_id == second.action_id).values(active_fingerprint="decision:O1")
        )
    assert one_action(ops, first.action_id).state is State.QUEUED


def test_amounts_and_instants_that_a_person_saw_are_kept_exact(ops: Engine, clock: Any) -> None:
    seen = {"total": Decimal("49.90"), "due_at": datetime(2026, 11, 23, 9, tzinfo=UTC)}
    asked = ask(ops, clock, seen=seen)
    assert one_action(ops, asked.action_id).seen == {"total": "49.90", "due_at": "2026-11-23T09:00:00+00:00"}
