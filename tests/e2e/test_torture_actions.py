"""Two thousand actions under every fault, the worker killed by signal 9 again and again: none lost, none done twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Engine

from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue, undo
from etl.actions.outbox.reading import attempts_of, counts_by_state, events_of, list_actions
from etl.actions.outbox.records import ActionRow, Outcome
from etl.actions.sender.drain import HEARTBEAT_NAME
from etl.actions.states import SETTLED, State
from etl.store.ops.database import open_ops
from etl.store.ops.heartbeats import last_heartbeat
from sandbox.server.server import RunningSandbox, running_sandbox

APPROVALS, REFUSALS, SHIPMENTS, TAKEN_BACK = 1_000, 200, 700, 100
KILLS = 40
TIMES_REAL = 60
"""The actions' clock runs this fast, so that waits of minutes pass in seconds."""
FAULTS = ",".join([
    "drop_before=0.03", "drop_after=0.03", "server_error_before=0.02", "server_error_after=0.03", "html_502=0.02",
    "slow=0.01", "slow_seconds=0.8", "truncated=0.02", "expired_token=0.005",
    "rate_limited=0.002", "rate_limited_with_wait=0.002", "retry_after_seconds=20",
    "quota=0.002", "quota_wait_seconds=20",
    "unknown_enum=0.01", "poison=0.01", "extra_field=0.05", "null_address=0.05",
])  # fmt: skip

WORKER = """
import random, sys, threading, time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
import httpx, orjson
from pydantic import SecretStr
from etl.actions.kinds import KINDS
from etl.actions.sender.drain import Manners, drain_until
from etl.actions.sender.leases import worker_lease
from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.store.ops.heartbeats import last_heartbeat
from etl.store.ops.database import open_ops
folder, given = Path(sys.argv[1]), orjson.loads(sys.argv[2])
began, speed, seed = given.pop("began"), given.pop("speed"), given.pop("seed")
def clock():
    return datetime.fromtimestamp(began + (time.time() - began) * speed, UTC)
account = Account(**{**given, "client_secret": SecretStr(given["client_secret"])})
budget, timeout = CallBudget(1_000_000, clock), httpx.Timeout(0.4)
client = OctopiaClient(account, clock=clock, budget=budget, timeout=timeout, retry_wait=0.01)
with worker_lease(folder / "worker.lock") as lease:
    manners = Manners(jitter=random.Random(seed))
    drain_until(threading.Event(), open_ops(folder / "ops.sqlite"), client, clock, lease, kinds=KINDS, manners=manners)
"""


@dataclass
class Torture:
    """A marketplace full of faults, an outbox, and workers that die."""

    sandbox: RunningSandbox
    ops: Engine
    folder: Path
    began: float = field(default_factory=time.time)
    luck: random.Random = field(default_factory=lambda: random.Random(2026))
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)
    times_killed: int = 0

    def clock(self) -> datetime:
        return datetime.fromtimestamp(self.began + (time.time() - self.began) * TIMES_REAL, UTC)

    def ask(self, kind: str, target: str, hold: timedelta = timedelta(0)) -> str:
        payload = {"parcel_number": f"6A{target}"[:50], "carrier_name": "Colissimo"} if kind == "ship_order" else {}
        asked = enqueue(self.ops, kind_named(kind), target, payload, requested_by="ana", hold=hold, now=self.clock())
        self.asked[asked.action_id] = (kind, target)
        return asked.action_id

    def ask_all(self) -> None:
        """Ask from four threads, a tenth of it twice, and take some back in the race with the worker."""
        waiting = [order["order_id"] for order in self.sandbox.true_orders("WaitingAcceptance")]
        packing = [order["order_id"] for order in self.sandbox.true_orders("InPreparation")]
        wanted = [("approve_order", order) for order in waiting[:APPROVALS]]
        wanted += [("refuse_order", order) for order in waiting[APPROVALS : APPROVALS + REFUSALS]]
        wanted += [("ship_order", order) for order in packing[:SHIPMENTS]]
        regretted = waiting[APPROVALS + REFUSALS : APPROVALS + REFUSALS + TAKEN_BACK]
        assert len(wanted) + len(regretted) == 2_000
        errands = [partial(self.ask_in_time, kind, order) for kind, order in wanted]
        errands[::10] = [partial(self.click_twice, kind, order) for kind, order in wanted[::10]]
        errands += [partial(self.ask_and_regret, order) for order in regretted]
        self.luck.shuffle(errands)
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(errand) for errand in errands]:
                done.result()

    def ask_in_time(self, kind: str, order: str) -> None:
        time.sleep(random.Random(order).uniform(0, 0.1))
        self.ask(kind, order)

    def click_twice(self, kind: str, order: str) -> None:
        hold = timedelta(seconds=TIMES_REAL)
        assert self.ask(kind, order, hold) == self.ask(kind, order, hold)

    def ask_and_regret(self, order: str) -> None:
        action_id = self.ask("approve_order", order)
        time.sleep(random.Random(order).uniform(0, 1))
        undo(self.ops, action_id, by="ana", now=self.clock())

    def start_worker(self) -> subprocess.Popen[bytes]:
        names = ("api_url", "auth_url", "client_id", "client_secret", "seller_id")
        given = {name: getattr(self.sandbox, name) for name in names}
        given |= {"began": self.began, "speed": TIMES_REAL, "seed": self.luck.randrange(2**32)}
        command = [sys.executable, "-c", WORKER, str(self.folder), orjson.dumps(given).decode()]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def kill_workers(self) -> None:
        """Let one worker after another work for a moment that nobody can foresee."""
        while self.times_killed < KILLS:
            worker = self.start_worker()
            while self.luck.random() < 0.999 and not self.is_at_work(worker):
                time.sleep(0.01)
            time.sleep(self.luck.uniform(0, 0.7))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            self.times_killed += 1

    def is_at_work(self, worker: subprocess.Popen[bytes]) -> bool:
        assert worker.poll() is None, "the worker ended by itself"
        sign = last_heartbeat(self.ops, HEARTBEAT_NAME)
        return sign is not None and sign.pid == worker.pid

    def let_one_finish(self) -> None:
        worker = self.start_worker()
        try:
            deadline = time.monotonic() + 240
            while any(self.unsettled().values()):
                assert time.monotonic() < deadline, f"never settled: {self.unsettled()}"
                assert worker.poll() is None, "the worker ended by itself"
                time.sleep(0.5)
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()

    def unsettled(self) -> dict[State, int]:
        at_rest = SETTLED | {State.NEEDS_HUMAN}
        return {state: number for state, number in counts_by_state(self.ops).items() if state not in at_rest}


@pytest.fixture
def torture(tmp_path: Path) -> Iterator[Torture]:
    ops = open_ops(tmp_path / "ops.sqlite")
    monday = datetime(2026, 11, 23, 5, tzinfo=UTC)
    with running_sandbox(orders=100_000, start=monday, faults=FAULTS) as sandbox:
        yield Torture(sandbox, ops, tmp_path)
    ops.dispose()


def effects_by_order(sandbox: RunningSandbox) -> dict[str, list[dict[str, Any]]]:
    effects = defaultdict(list)
    for entry in sandbox.ledger():
        effects[entry["order_id"]].append(entry)
    return effects


def is_its_effect(action: ActionRow, entry: dict[str, Any]) -> bool:
    if entry["kind"] != action.kind:
        return False
    return action.kind != "ship_order" or entry["payload"]["parcels"][0]["number"] == action.payload["parcel_number"]


def assert_told_truly(action: ActionRow, effects: list[dict[str, Any]]) -> None:
    happened = [entry for entry in effects if is_its_effect(action, entry)]
    assert effects == happened, f"{action.action_id}: something else happened to {action.target}"
    if action.state is State.DONE:
        assert len(happened) == 1
    elif action.state is State.NEEDS_HUMAN:
        assert len(happened) <= 1
        assert action.evidence
        assert action.result
    else:
        assert action.state in {State.REJECTED, State.UNDONE}
        assert happened == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_thousand_actions_survive_every_fault_and_forty_kills(torture: Torture) -> None:
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(torture.ask_all)
        torture.kill_workers()
        asking.result()
    torture.let_one_finish()

    actions = {action.action_id: action for action in list_actions(torture.ops)}
    assert set(actions) == set(torture.asked), "an action was lost"
    assert len(actions) == 2_000
    effects = effects_by_order(torture.sandbox)
    assert all(entry["times"] == 1 for entries in effects.values() for entry in entries)
    assert set(effects) <= {action.target for action in actions.values()}
    for action in actions.values():
        assert_told_truly(action, effects.get(action.target, []))
        events = events_of(torture.ops, action.action_id)
        assert [later.from_state for later in events[1:]] == [earlier.to_state for earlier in events[:-1]]
        assert events[-1].to_state is action.state

    states = Counter(str(action.state) for action in actions.values())
    outcomes = Counter(str(attempt.outcome) for action_id in actions for attempt in attempts_of(torture.ops, action_id))
    met = torture.sandbox.faults_met()
    sys.stdout.write(f"\nstates {dict(states)}\nattempts {dict(outcomes)}\nfaults met {met}\nkills {KILLS}\n")
    assert states["done"] > 1_500
    assert 0 < states["undone"] <= TAKEN_BACK
    assert outcomes[str(Outcome.INTERRUPTED)] > 0, "no kill ever met a request"
    assert set(met) >= {"drop_before", "drop_after", "server_error_after", "html_502", "slow", "expired_token", "quota"}
    assert_people_have_what_cannot_be_read(torture, actions)


def assert_people_have_what_cannot_be_read(torture: Torture, actions: dict[str, ActionRow]) -> None:
    """Only orders that the marketplace shows in a broken form are left to a person."""
    corrupted = {one["order_id"] for status in ("WaitingAcceptance", "Accepted", "Refused", "InPreparation", "Shipped")
                 for one in torture.sandbox.true_orders(status) if one["corruptions"]}  # fmt: skip
    left = [action for action in actions.values() if action.state is State.NEEDS_HUMAN]
    assert {action.target for action in left} <= corrupted
