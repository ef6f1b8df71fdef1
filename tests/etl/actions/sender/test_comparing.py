"""What the person saw is compared with a fresh reading before the first request: a difference goes to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from etl.actions.findings import Change, Facts, Marketplace, Payload
from etl.actions.kinds import KINDS
from etl.actions.orders.decisions import OrderDecision
from etl.actions.orders.readings import read_order
from etl.actions.outbox.asking import enqueue, requeue, settle_by_hand, undo
from etl.actions.outbox.reading import attempts_of, events_of, one_action
from etl.actions.sender.drain import Manners, drain
from etl.actions.sender.leases import worker_lease
from etl.actions.states import State
from etl.octopia.errors import BrokenAnswer, OctopiaError
from etl.words.catalogues import speaking
from etl.words.notes import note_words

ACCEPT = KINDS["approve_order"]


@dataclass(frozen=True)
class CarefulDecision(OrderDecision):
    """Accepting an order as long as it is worth and stands as the person saw it."""

    def changed_since(self, marketplace: Marketplace, target: str, payload: Payload, seen: Facts) -> Change | None:  # noqa: ARG002
        now = {"status": read_order(marketplace, target).status}
        return None if seen.get("status", now["status"]) == now["status"] else Change({"status": seen["status"]}, now)


assert isinstance(ACCEPT, OrderDecision)
CAREFUL = CarefulDecision(
    "careful_decision", ACCEPT.approval_status, shown_by=ACCEPT.shown_by, ruled_out_by=ACCEPT.ruled_out_by
)
WITH_IT = {**KINDS, CAREFUL.name: CAREFUL}


class NoReading:
    """A client whose readings fail with one error, and that counts what is sent."""

    def __init__(self, client: Marketplace, error: OctopiaError | None) -> None:
        self.client, self.error, self.writes = client, error, 0

    def read(self, path: str, params: Any = None) -> Any:
        if self.error is not None:
            raise self.error
        return self.client.read(path, params)

    def write(self, method: str, path: str, payload: object, headers: Mapping[str, str] | None = None) -> Any:
        self.writes += 1
        return self.client.write(method, path, payload, headers)


def ask(staff: Any, order: str, seen: dict[str, Any] | None) -> str:
    return enqueue(
        staff.ops, CAREFUL, order, {}, requested_by="ana", hold=timedelta(0), now=staff.clock(), seen=seen
    ).action_id


def work(staff: Any, client: Any = None) -> None:
    with worker_lease(staff.folder / "worker.lock") as lease:
        drain(staff.ops, client or staff.client, staff.clock, lease, kinds=WITH_IT, manners=Manners())


@pytest.mark.parametrize("seen", [{"status": "WaitingAcceptance"}, {"screen": "another"}, None])
def test_what_is_as_it_was_seen_or_was_not_seen_at_all_is_sent(staff: Any, seen: dict[str, Any] | None) -> None:
    order = staff.waiting_orders()[0]
    action_id = ask(staff, order, seen)
    work(staff)
    assert one_action(staff.ops, action_id).state is State.DONE
    assert [entry["times"] for entry in staff.sandbox.ledger(order_id=order)] == [1]


def test_a_difference_that_matters_goes_to_a_person_with_both_states_and_nothing_is_sent(staff: Any) -> None:
    order = staff.waiting_orders()[0]
    action_id = ask(staff, order, {"status": "Processing"})
    work(staff)
    row = one_action(staff.ops, action_id)
    assert (row.state, row.result_code, row.sent_at) == (State.NEEDS_HUMAN, "changed_since", None)
    assert row.evidence == {"changed_since": {"seen": {"status": "Processing"}, "now": {"status": "WaitingAcceptance"}}}
    assert staff.sandbox.ledger(order_id=order) == []
    [attempt] = attempts_of(staff.ops, action_id)
    assert (attempt.outcome, attempt.code) == ("not_sent", "changed_since")
    with speaking("fr"):
        assert note_words(row.outcome).startswith("Non envoyé\xa0: ce que vous aviez vu a changé depuis.")


def test_send_all_the_same_is_believed_and_not_asked_again(staff: Any) -> None:
    order = staff.waiting_orders()[0]
    action_id = ask(staff, order, {"status": "Processing"})
    work(staff)
    requeue(staff.ops, action_id, by="bob", now=staff.clock.forward(60), note="seen, send it")
    work(staff)
    row = one_action(staff.ops, action_id)
    assert row.state is State.DONE
    assert [entry["times"] for entry in staff.sandbox.ledger(order_id=order)] == [1]
    assert row.evidence is not None
    assert row.evidence["changed_since"]["now"] == {"status": "WaitingAcceptance"}


def test_or_a_person_leaves_it(staff: Any) -> None:
    action_id = ask(staff, staff.waiting_orders()[0], {"status": "Processing"})
    work(staff)
    settle_by_hand(staff.ops, action_id, outcome="rejected", by="bob", note="no longer wanted", now=staff.clock())
    assert one_action(staff.ops, action_id).state is State.REJECTED


def test_an_object_that_cannot_be_read_for_a_while_is_said_and_tried_again(staff: Any) -> None:
    order = staff.waiting_orders()[0]
    action_id = ask(staff, order, {"status": "WaitingAcceptance"})
    staff.sandbox.set_faults({"server_error_before:reads": 1})
    work(staff)
    row = one_action(staff.ops, action_id)
    assert (row.state, row.result_code) == (State.QUEUED, "not_compared")
    assert undo(staff.ops, action_id, by="ana", now=staff.clock()) is True, "nothing was sent: it can be undone"
    again = ask(staff, order, {"status": "WaitingAcceptance"})
    staff.sandbox.set_faults("")
    work(staff)
    assert one_action(staff.ops, again).state is State.DONE


def test_unreadable_for_hours_it_goes_to_a_person(staff: Any) -> None:
    action_id = ask(staff, staff.waiting_orders()[0], {"status": "WaitingAcceptance"})
    staff.sandbox.set_faults({"server_error_before:reads": 1})
    work(staff)
    staff.clock.forward(7 * 3600)
    work(staff)
    row = one_action(staff.ops, action_id)
    assert (row.state, row.result_code) == (State.NEEDS_HUMAN, "gave_up_unsent")
    assert row.result is not None
    assert "could not be compared" in row.result


def test_an_answer_nobody_can_read_goes_to_a_person_at_once_who_may_send_it(staff: Any) -> None:
    order = staff.waiting_orders()[0]
    action_id = ask(staff, order, {"status": "WaitingAcceptance"})
    client = NoReading(staff.client, BrokenAnswer("The answer is cut off"))
    work(staff, client)
    row = one_action(staff.ops, action_id)
    assert (row.state, row.result_code, client.writes) == (State.NEEDS_HUMAN, "not_compared", 0)
    assert row.result is not None
    assert row.result.endswith("The answer is cut off")
    requeue(staff.ops, action_id, by="bob", now=staff.clock(), note="send it")
    work(staff)
    assert one_action(staff.ops, action_id).state is State.DONE


def test_an_unforeseen_error_of_the_comparison_sends_nothing(staff: Any) -> None:
    action_id = ask(staff, staff.waiting_orders()[0], {"status": "WaitingAcceptance"})
    client = NoReading(staff.client, KeyError("a buyer's name"))  # type: ignore[arg-type]  nothing foreseen
    work(staff, client)
    row = one_action(staff.ops, action_id)
    assert (row.state, client.writes) == (State.QUEUED, 0)
    assert "buyer" not in str(row.result)


def test_after_a_request_of_unknown_outcome_nothing_is_compared(staff: Any) -> None:
    order = staff.waiting_orders()[0]
    action_id = ask(staff, order, {"status": "WaitingAcceptance"})
    staff.sandbox.set_faults("drop_after:writes=1")
    work(staff)
    staff.sandbox.set_faults("")
    for _ in range(20):
        work(staff)
        if one_action(staff.ops, action_id).state is State.DONE:
            break
        staff.clock.forward(5)
    assert one_action(staff.ops, action_id).state is State.DONE
    assert "changed_since" not in {event.code for event in events_of(staff.ops, action_id)}


def test_no_kind_of_orders_or_listings_compares_yet() -> None:
    assert [name for name, kind in KINDS.items() if hasattr(kind, "changed_since")] == []
