"""Every way the marketplace can fail, over HTTP: what was asked for happens once, and the outbox says so."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from etl.actions.outbox.asking import undo
from etl.actions.outbox.reading import attempts_of, events_of, one_action
from etl.actions.states import State
from etl.octopia.client import OctopiaClient

PARCEL = {"parcel_number": "6A12345678901", "carrier_name": "Colissimo", "tracking_url": "https://track.example/6A1"}


def outcomes(staff: Any, action_id: str) -> list[str | None]:
    return [attempt.outcome for attempt in attempts_of(staff.ops, action_id)]


def order_in_preparation(staff: Any, lines: int = 1) -> str:
    api = staff.client
    for order in staff.sandbox.true_orders("InPreparation"):
        seen = api.read(f"/orders/{order['order_id']}").body
        is_ours = b'"supplyMode":"Seller"' in seen and b'"id":"CDISFR"' in seen
        if is_ours and order["line_statuses"] == ["InPreparation"] * lines:
            return str(order["order_id"])
    raise AssertionError("the sandbox has no such order")


@pytest.mark.parametrize(
    ("kind", "status", "effect"), [("approve_order", "Accepted", "Accepted"), ("refuse_order", "Refused", "Refused")]
)
def test_a_decision_is_sent_read_back_and_done(staff: Any, kind: str, status: str, effect: str) -> None:
    order = staff.waiting_orders()[0]
    action_id = staff.ask(kind, order)
    summary = staff.drain()
    row = one_action(staff.ops, action_id)
    assert (row.state, row.result) == (State.DONE, f"Order {order} is {status}.")
    assert row.evidence is not None
    assert row.evidence["answer"] == {
        "outcome": "acknowledged",
        "status": 201,
        "words": "The marketplace answered 201.",
    }
    assert row.evidence["reading"]["status"] == status
    assert (summary.states, summary.targets, staff.settled) == ({State.DONE: 1}, [order], [order])
    [entry] = staff.sandbox.ledger(order_id=order)
    assert (entry["kind"], entry["payload"], entry["times"]) == (kind, {"approval_status": effect}, 1)


def test_a_shipment_carries_parcel_carrier_and_address_and_is_read_back(staff: Any) -> None:
    order = order_in_preparation(staff, lines=2)
    action_id = staff.ask("ship_order", order, **PARCEL)
    staff.drain()
    row = one_action(staff.ops, action_id)
    assert (row.state, row.result) == (State.DONE, f"Parcel 6A12345678901 is on the lines of order {order}.")
    [entry] = staff.sandbox.ledger(order_id=order)
    [parcel] = entry["payload"]["parcels"]
    assert (parcel["number"], parcel["carrier"]) == (PARCEL["parcel_number"], PARCEL["carrier_name"])
    assert parcel["tracking_url"] == PARCEL["tracking_url"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("drop_before", ["unsettled", "acknowledged"]),
        ("drop_after", ["unsettled"]),
        ("server_error_before", ["unsettled", "acknowledged"]),
        ("server_error_after", ["unsettled"]),
        ("slow", ["unsettled"]),
        ("rate_limited", ["quota", "acknowledged"]),
        ("rate_limited_with_wait", ["quota", "acknowledged"]),
        ("quota", ["quota", "acknowledged"]),
        ("truncated", ["acknowledged"]),
    ],
)
@pytest.mark.parametrize("kind", ["approve_order", "ship_order"])
def test_a_fault_on_the_request_costs_time_but_never_a_second_effect(
    staff: Any, fault: str, expected: list[str], kind: str
) -> None:
    order = staff.waiting_orders()[0] if kind == "approve_order" else order_in_preparation(staff)
    action_id = staff.ask(kind, order, **(PARCEL if kind == "ship_order" else {}))
    staff.sandbox.set_faults({f"{fault}:writes": 1, "slow_seconds": 0.7})
    staff.drain()
    first = one_action(staff.ops, action_id).state
    assert first is {"u": State.UNKNOWN, "q": State.QUEUED, "a": State.DONE}[expected[0][0]]
    staff.sandbox.set_faults("")
    staff.drain_until_settled()
    assert one_action(staff.ops, action_id).state is State.DONE
    assert outcomes(staff, action_id) == expected
    assert [entry["times"] for entry in staff.sandbox.ledger(order_id=order)] == [1]


def test_an_html_502_is_settled_by_reading_whether_or_not_it_took_effect(staff: Any) -> None:
    orders = staff.waiting_orders()[:8]
    asked = [staff.ask("approve_order", order) for order in orders]
    staff.sandbox.set_faults("html_502:writes=1")
    staff.drain()
    staff.sandbox.set_faults("")
    staff.drain_until_settled()
    assert {one_action(staff.ops, one).state for one in asked} == {State.DONE}
    assert {tuple(outcomes(staff, one)) for one in asked} == {("unsettled",), ("unsettled", "acknowledged")}
    assert all(len(staff.sandbox.ledger(order_id=order)) == 1 for order in orders)


def test_a_token_that_ends_in_mid_run_is_renewed_without_a_second_attempt(staff: Any) -> None:
    [first, second] = staff.waiting_orders()[:2]
    staff.ask("approve_order", first)
    staff.drain()
    staff.sandbox.market.tokens.revoke_all()
    action_id = staff.ask("approve_order", second)
    staff.drain()
    assert (one_action(staff.ops, action_id).state, outcomes(staff, action_id)) == (State.DONE, ["acknowledged"])


@pytest.mark.parametrize(
    "fault", ["drop_before", "drop_after", "server_error_before", "truncated", "quota", "unknown_enum", "poison"]
)
def test_an_acknowledged_action_whose_reading_fails_is_unknown_and_never_sent_again(staff: Any, fault: str) -> None:
    order = staff.waiting_orders()[0]
    action_id = staff.ask("approve_order", order)
    staff.sandbox.set_faults({f"{fault}:reads": 1})
    staff.drain()
    row = one_action(staff.ops, action_id)
    assert row.state is (State.DONE if is_readable(staff, order, fault) else State.UNKNOWN)
    staff.sandbox.set_faults("")
    staff.drain_until_settled()
    assert (one_action(staff.ops, action_id).state, outcomes(staff, action_id)) == (State.DONE, ["acknowledged"])


def is_readable(staff: Any, order: str, fault: str) -> bool:
    """Of the poisons only a string in the order's place keeps an approval from being seen."""
    if fault != "poison":
        return False
    [corruptions] = [one["corruptions"] for one in staff.sandbox.true_orders("Accepted") if one["order_id"] == order]
    return bool(corruptions[0] != "poison:string")


def test_what_stays_unreadable_for_hours_goes_to_a_person(staff: Any) -> None:
    action_id = staff.ask("approve_order", staff.waiting_orders()[0])
    staff.sandbox.set_faults({"server_error_before:reads": 1})
    for _ in range(4):
        staff.drain()
        staff.clock.forward(3 * 3600)
    row = one_action(staff.ops, action_id)
    assert row.state is State.NEEDS_HUMAN
    assert row.result is not None
    assert row.result.startswith("The outcome could not be read since 2026-11-23 09:00 UTC")
    assert outcomes(staff, action_id) == ["acknowledged"]


def test_a_refusal_comes_with_the_marketplaces_own_words(staff: Any) -> None:
    shipped = staff.sandbox.true_orders("Shipped")[0]["order_id"]
    action_id = staff.ask("approve_order", shipped)
    staff.drain()
    row = one_action(staff.ops, action_id)
    assert row.state is State.REJECTED
    assert row.evidence is not None
    assert row.evidence["answer"]["status"] == 409
    assert row.evidence["answer"]["words"] == "Conflict: Cannot switch to accepted status from Shipped"
    assert (staff.settled, outcomes(staff, action_id)) == ([shipped], ["refused"])


def test_an_order_that_does_not_exist_is_rejected(staff: Any) -> None:
    action_id = staff.ask("approve_order", "NOSUCHORDER1")
    staff.drain()
    row = one_action(staff.ops, action_id)
    assert (row.state, outcomes(staff, action_id)) == (State.REJECTED, ["refused"])
    assert row.result is not None
    assert "404" in row.result


def test_a_foreign_seller_id_is_rejected_in_the_marketplaces_words(
    staff: Any, make_client: Callable[..., OctopiaClient]
) -> None:
    action_id = staff.ask("approve_order", staff.waiting_orders()[0])
    staff.drain(make_client(seller_id="11111"))
    row = one_action(staff.ops, action_id)
    assert row.state is State.REJECTED
    assert row.result is not None
    assert "The seller 11111 did not delegate access" in row.result


def test_wrong_credentials_wait_for_right_ones_can_be_undone_and_end_with_a_person(
    staff: Any, make_client: Callable[..., OctopiaClient]
) -> None:
    [first, second] = [staff.ask("approve_order", order) for order in staff.waiting_orders()[:2]]
    wrong = make_client(client_secret="not-the-secret")
    staff.drain(wrong)
    row = one_action(staff.ops, first)
    assert (row.state, row.can_be_undone, row.attempt_count) == (State.QUEUED, True, 1)
    assert row.result is not None
    assert "VIGIE_CLIENT_SECRET" in row.result
    assert "not-the-secret" not in row.result
    assert undo(staff.ops, first, by="ana", now=staff.clock())
    for _ in range(4):
        staff.clock.forward(2 * 3600)
        staff.drain(wrong)
    assert one_action(staff.ops, second).state is State.NEEDS_HUMAN


def test_an_unreachable_host_is_tried_again_later_and_later(
    staff: Any, make_client: Callable[..., OctopiaClient]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}"
    action_id = staff.ask("approve_order", staff.waiting_orders()[0])
    nobody = make_client(api_url=nowhere)
    for _ in range(300):
        staff.drain(nobody)
        staff.clock.forward(1)
    starts = [attempt.started_at for attempt in attempts_of(staff.ops, action_id)]
    waits = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert set(outcomes(staff, action_id)) == {"not_sent"}
    assert waits == sorted(waits)
    assert timedelta(seconds=1.6) <= waits[0] <= timedelta(seconds=3.4)
    assert 6 <= len(starts) <= 9
    staff.clock.forward(600)
    staff.drain()
    assert one_action(staff.ops, action_id).state is State.DONE


def test_a_spent_quota_pauses_the_whole_pass_and_nothing_is_lost(staff: Any) -> None:
    asked = [staff.ask("approve_order", order) for order in staff.waiting_orders()[:12]]
    staff.sandbox.set_faults("quota:writes=1,quota_wait_seconds=30")
    summary = staff.drain(senders=2)
    assert summary.paused_until == staff.clock() + timedelta(seconds=30)
    assert sum(one_action(staff.ops, one).attempt_count for one in asked) <= 3
    staff.sandbox.set_faults("")
    staff.drain_until_settled()
    assert {one_action(staff.ops, one).state for one in asked} == {State.DONE}


def test_one_action_that_fails_does_not_stop_the_others(staff: Any) -> None:
    orders = staff.waiting_orders()[:10]
    asked = [staff.ask("approve_order", order) for order in ["NOSUCHORDER1", *orders]]

    def refuse_to_listen(target: str) -> None:
        raise RuntimeError(target)

    with capture_logs() as logs:
        summary = staff.drain(on_settled=refuse_to_listen)
    assert summary.states == {State.REJECTED: 1, State.DONE: 10}
    assert summary.failures == 0
    assert {log["error"] for log in logs} == {"RuntimeError"}
    assert one_action(staff.ops, asked[0]).state is State.REJECTED


def test_somebody_elses_parcel_goes_to_a_person_with_the_evidence(staff: Any) -> None:
    order = order_in_preparation(staff)
    staff.sandbox.set_faults("drop_before:writes=1")
    action_id = staff.ask("ship_order", order, **PARCEL)
    staff.drain()
    staff.sandbox.set_faults("")
    body = [{"parcelNumber": "PORTAL-1", "carrierName": "UPS"}]
    staff.client.write("POST", f"/orders/{order}/shipments", body)
    staff.drain_until_settled()
    row = one_action(staff.ops, action_id)
    assert (row.state, row.result) == (State.NEEDS_HUMAN, f"Order {order} was shipped with another parcel: PORTAL-1.")
    assert row.evidence is not None
    assert row.evidence["reading"]["lines"][0]["parcel_numbers"] == ["PORTAL-1"]


def test_an_approval_that_somebody_made_a_refusal_of_is_rejected_with_the_evidence(staff: Any) -> None:
    order = staff.waiting_orders()[0]
    staff.sandbox.set_faults("drop_before:writes=1")
    action_id = staff.ask("approve_order", order)
    staff.drain()
    staff.sandbox.set_faults("")
    staff.client.write("POST", f"/orders/{order}/approval-status", {"approval_status": "Refused"})
    staff.drain_until_settled()
    row = one_action(staff.ops, action_id)
    assert (row.state, row.result) == (State.REJECTED, f"Order {order} is Refused instead.")


def test_what_may_have_been_sent_cannot_be_undone_even_while_it_waits_to_be_sent_again(staff: Any) -> None:
    action_id = staff.ask("approve_order", staff.waiting_orders()[0])
    staff.sandbox.set_faults("drop_before:writes=1")
    for _ in range(20):
        staff.drain()
        staff.clock.forward(1)
        if one_action(staff.ops, action_id).state is State.QUEUED:
            break
    assert one_action(staff.ops, action_id).state is State.QUEUED
    assert not undo(staff.ops, action_id, by="ana", now=staff.clock())


def test_requests_that_never_get_an_answer_end_with_a_person(staff: Any) -> None:
    action_id = staff.ask("approve_order", staff.waiting_orders()[0])
    staff.sandbox.set_faults("drop_before:writes=1")
    for _ in range(80):
        staff.drain()
        staff.clock.forward(20)
    row = one_action(staff.ops, action_id)
    assert (row.state, outcomes(staff, action_id)) == (State.NEEDS_HUMAN, ["unsettled"] * 8)
    assert row.result is not None
    assert row.result.startswith("Given up after 8 requests: Order")


def test_four_senders_settle_forty_orders_once_each_and_audit_every_step(staff: Any) -> None:
    orders = staff.waiting_orders()[:40]
    asked = [staff.ask("approve_order", order) for order in orders]
    summary = staff.drain(senders=4)
    assert summary.states == {State.DONE: len(orders)}
    assert sorted(summary.targets) == sorted(staff.settled) == sorted(orders)
    assert [len(staff.sandbox.ledger(order_id=order)) for order in orders] == [1] * len(orders)
    for action_id in asked:
        steps = [(event.actor, event.to_state) for event in events_of(staff.ops, action_id)]
        assert steps == [("ana", "queued"), ("worker", "sending"), ("worker", "done")]
