"""A worker that is killed, a second worker, and what neither may leave behind or give away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from etl.actions.errors import IllegalTransition, WorkerAlreadyRunning
from etl.actions.kinds import KINDS, kind_named
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.reading import attempts_of, events_of, one_action
from etl.actions.sender.drain import HEARTBEAT_NAME, Manners, drain, drain_until
from etl.actions.sender.leases import Lease, worker_lease
from etl.actions.sender.patience import Patience
from etl.actions.states import State
from etl.domain.time.clock import system_clock
from etl.store.ops.database import reading
from etl.store.ops.errors import OpsFull
from etl.store.ops.heartbeats import last_heartbeat
from etl.store.ops.schema import ops_metadata


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def ask_now(staff: Any, order: str) -> str:
    asked = enqueue(
        staff.ops, kind_named("approve_order"), order, {}, requested_by="ana", hold=timedelta(0), now=system_clock()
    )
    return asked.action_id


@pytest.mark.parametrize("fault", ["slow", "none"])
def test_a_worker_killed_in_mid_request_leaves_an_action_that_the_next_one_settles(
    staff: Any, start_worker: Callable[[], subprocess.Popen[bytes]], fault: str
) -> None:
    order = staff.waiting_orders()[0]
    staff.sandbox.set_faults({"slow": 1, "slow_seconds": 20} if fault == "slow" else "")
    action_id = ask_now(staff, order)
    worker = start_worker()
    reached = State.SENDING if fault == "slow" else State.DONE
    wait_for(lambda: one_action(staff.ops, action_id).state is reached)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    assert one_action(staff.ops, action_id).state is reached
    staff.sandbox.set_faults("")
    staff.clock.now = system_clock()
    staff.drain_until_settled()
    assert one_action(staff.ops, action_id).state is State.DONE
    assert [entry["times"] for entry in staff.sandbox.ledger(order_id=order)] == [1]
    notes = [event.note for event in events_of(staff.ops, action_id) if event.to_state is State.UNKNOWN]
    assert notes == (["taken over from a worker that stopped in the middle"] if fault == "slow" else [])


def test_a_second_worker_is_refused_and_told_who_has_the_lease_until_that_one_is_gone(tmp_path: Path) -> None:
    lock = tmp_path / "worker.lock"
    with worker_lease(lock):
        program = (
            "import sys; from pathlib import Path; from etl.actions.sender.leases import worker_lease\n"
            "with worker_lease(Path(sys.argv[1])): print('mine')"
        )
        second = subprocess.run([sys.executable, "-c", program, str(lock)], capture_output=True, text=True, check=False)
        assert second.returncode != 0
        assert f"A worker is already running for {tmp_path} (process {os.getpid()})" in second.stderr
        with pytest.raises(WorkerAlreadyRunning), worker_lease(lock):
            raise AssertionError("two leases at once")
    third = subprocess.run([sys.executable, "-c", program, str(lock)], capture_output=True, text=True, check=True)
    assert third.stdout == "mine\n"


def test_nothing_is_drained_under_a_lease_that_was_given_up(staff: Any, tmp_path: Path) -> None:
    with worker_lease(tmp_path / "worker.lock") as lease:
        pass
    with pytest.raises(IllegalTransition, match="was given up"):
        drain(staff.ops, staff.client, staff.clock, lease, kinds=KINDS)


def test_the_loop_sends_what_comes_shows_that_it_lives_and_ends_when_told(staff: Any, tmp_path: Path) -> None:
    stop, settled = threading.Event(), threading.Event()
    manners = Manners(patience=Patience(settling_delay=timedelta(0)), on_settled=lambda _: settled.set())
    with worker_lease(tmp_path / "worker.lock") as lease:
        arguments = (stop, staff.ops, staff.client, system_clock, lease)
        loop = threading.Thread(target=drain_until, args=arguments, kwargs={"kinds": KINDS, "manners": manners})
        loop.start()
        try:
            wait_for(
                lambda: (sign := last_heartbeat(staff.ops, HEARTBEAT_NAME)) is not None and sign.state == "waiting"
            )
            action_id = ask_now(staff, staff.waiting_orders()[0])
            assert settled.wait(10)
        finally:
            stop.set()
            loop.join(10)
    assert one_action(staff.ops, action_id).state is State.DONE
    sign = last_heartbeat(staff.ops, HEARTBEAT_NAME)
    assert sign is not None
    assert (sign.state, sign.pid) == ("stopped", os.getpid())
    assert not loop.is_alive()


def test_the_loop_outlives_a_store_that_is_gone_for_a_while_and_a_bug(staff: Any, tmp_path: Path) -> None:
    stop, trouble = threading.Event(), iter([OpsFull("the disk is full"), ZeroDivisionError()])

    class ShakyLease(Lease):
        def require_held(self) -> None:
            if error := next(trouble, None):
                raise error
            super().require_held()

    with capture_logs() as logs:
        arguments = (stop, staff.ops, staff.client, system_clock, ShakyLease(tmp_path / "worker.lock"))
        action_id = ask_now(staff, staff.waiting_orders()[0])
        loop = threading.Thread(target=drain_until, args=arguments, kwargs={"kinds": KINDS})
        loop.start()
        try:
            wait_for(lambda: one_action(staff.ops, action_id).state is State.DONE)
        finally:
            stop.set()
            loop.join(10)
    assert [(log["event"], log["error"]) for log in logs] == [
        ("outbox.unusable", "the disk is full"),
        ("action.unforeseen", "ZeroDivisionError"),
    ]


def test_neither_the_store_nor_the_log_holds_a_buyer_or_a_secret(staff: Any) -> None:
    staff.sandbox.set_faults("drop_after:writes=0.4,server_error_after:writes=0.3,poison=0.5,html_502=0.2")
    orders = staff.waiting_orders()[:20]
    with capture_logs() as logs:
        for order in orders:
            staff.ask("approve_order", order)
        for _ in range(4):
            staff.drain()
            staff.clock.forward(8)
    staff.sandbox.set_faults("")
    private = {word for order in orders for word in private_words(staff.client.read(f"/orders/{order}").body)}
    assert len(private) > 40
    with reading(staff.ops) as connection:
        kept = [str(row) for table in ops_metadata.sorted_tables for row in connection.execute(select(table))]
    written = "\n".join([*kept, *map(str, logs)])
    assert orders[0] in written
    assert [word for word in private if word in written] == []
    assert staff.sandbox.client_secret not in written
    assert "Bearer" not in written


def private_words(order: bytes) -> set[str]:
    address = orjson.loads(order)["billingAddress"]
    names = ("firstName", "lastName", "addressLine1", "postalCode", "city")
    return {address[name] for name in names if address[name] and len(address[name]) > 3}


def test_attempts_are_numbered_and_dated_in_the_audit(staff: Any) -> None:
    staff.sandbox.set_faults("drop_before:writes=1")
    action_id = staff.ask("approve_order", staff.waiting_orders()[0])
    staff.drain()
    staff.sandbox.set_faults("")
    staff.drain_until_settled()
    first, second = attempts_of(staff.ops, action_id)
    assert (first.number, second.number) == (1, 2)
    assert first.started_at <= (first.ended_at or first.started_at) < second.started_at
    assert first.detail is not None
    assert first.detail.endswith("no answer came back (ReadError)") or "RemoteProtocolError" in first.detail
