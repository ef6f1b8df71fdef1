"""Whatever the order of asking, undoing, waiting, failing and dying, the outbox tells the truth."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import event

from etl.actions.errors import ConflictingAction
from etl.actions.kinds import KINDS, kind_named
from etl.actions.outbox.asking import enqueue, requeue, undo
from etl.actions.outbox.reading import attempts_of, events_of, list_actions, live_actions
from etl.actions.outbox.records import HARMLESS, ActionRow, Outcome
from etl.actions.sender.drain import Manners, drain
from etl.actions.sender.leases import worker_lease
from etl.actions.sender.patience import Patience
from etl.actions.states import SETTLED, State
from etl.octopia.answers import Reply
from etl.octopia.errors import NotSent, OctopiaError, QuotaExhausted, Refused, Unsettled
from etl.store.ops.database import open_ops
from tests.examples import examples

ORDERS = tuple(f"O{number}" for number in range(1, 7))
FATES = (
    "fine",
    "not_sent",
    "quota",
    "lost_before",
    "lost_after",
    "lands_late",
    "bad_request",
    "dies_before",
    "dies_after",
)
PATIENCE = Patience()


class Killed(BaseException):
    """The process dies here."""


class World:
    """A marketplace of three orders that refuses doubles, as the real one does, and suffers one fault per request."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.status = dict.fromkeys(ORDERS, "WaitingAcceptance")
        self.parcel: dict[str, str] = {}
        self.lateness = PATIENCE.settling_delay - timedelta(seconds=1)
        self.late: list[tuple[datetime, str, Any]] = []
        self.fates: list[str] = []
        self.effects: Counter[tuple[str, str]] = Counter()
        self.reads_fail = 0

    def read(self, path: str, _params: object = None) -> Reply:
        self.settle_late()
        if self.reads_fail:
            self.reads_fail -= 1
            raise Unsettled(f"GET {path}: no answer came back (ReadTimeout)")
        order = path.split("/")[2]
        parcels = [{"parcelNumber": self.parcel[order]}] if order in self.parcel else []
        line = {"orderLineId": "L1", "status": self.status[order], "parcels": parcels}
        return Reply(200, {}, orjson.dumps({"orderId": order, "status": self.status[order], "lines": [line]}))

    def write(self, _method: str, path: str, payload: Any, _headers: object = None) -> Reply:
        self.settle_late()
        fate = self.fates.pop(0) if self.fates else "fine"
        before = {
            "not_sent": NotSent("the marketplace cannot be reached"),
            "quota": QuotaExhausted("spent", self.clock() + timedelta(seconds=30)),
            "lost_before": Unsettled("no answer came back (ReadTimeout)"),
            "bad_request": Refused("400", 400, "carrierName is not known"),
            "dies_before": Killed(),
        }
        if fate in before:
            raise before[fate]
        if fate == "lands_late":
            self.late.append((self.clock() + self.lateness, path, payload))
            raise Unsettled("no answer came back (ReadTimeout)")
        self.carry_out(path, payload)
        if fate == "dies_after":
            raise Killed
        if fate == "lost_after":
            raise Unsettled("500", 500)
        return Reply(201, {}, b"")

    def carry_out(self, path: str, payload: Any) -> None:
        _, _, order, verb = path.split("/")
        wanted = "WaitingAcceptance" if verb == "approval-status" else "InPreparation"
        if self.status[order] != wanted:
            raise Refused(f"409 {self.status[order]}", 409, f"Cannot switch from {self.status[order]}")
        if verb == "shipments":
            self.parcel[order] = payload[0]["parcelNumber"]
            self.status[order] = "Shipped"
        else:
            self.status[order] = "InPreparation" if payload["approval_status"] == "Accepted" else "Refused"
        self.effects[order, payload[0]["parcelNumber"] if verb == "shipments" else payload["approval_status"]] += 1

    def settle_late(self) -> None:
        landed = [one for one in self.late if one[0] <= self.clock()]
        self.late = [one for one in self.late if one[0] > self.clock()]
        for _, path, payload in landed:
            try:
                self.carry_out(path, payload)
            except OctopiaError:
                continue


class Bench:
    """An outbox, a world and a worker that can be killed at any of its commits."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.now = datetime(2026, 11, 23, 9, tzinfo=UTC)
        self.folder = folder
        self.ops = open_ops(folder / "ops.sqlite")
        self.world = World(self.clock)
        self.manners = Manners(patience=PATIENCE, senders=1, jitter=random.Random(seed))
        self.is_working = False
        self.commits_until_death: int | None = None
        event.listen(self.ops, "commit", self.count_commit)

    def clock(self) -> datetime:
        return self.now

    def count_commit(self, _connection: object) -> None:
        if self.is_working and self.commits_until_death is not None:
            self.commits_until_death -= 1
            if self.commits_until_death < 0:
                self.commits_until_death = None
                raise Killed

    def ask(self, kind: str, order: str, number: str = "P1", hold: int = 0) -> str:
        payload = {"parcel_number": f"{order}-{number}", "carrier_name": "UPS"} if kind == "ship_order" else {}
        asked = enqueue(
            self.ops, kind_named(kind), order, payload, requested_by="ana", hold=timedelta(seconds=hold), now=self.now
        )
        return asked.action_id

    def work(self, fates: list[str], reads_fail: int = 0, commits: int | None = None) -> None:
        """Drain once under these faults, dying at that commit."""
        self.world.fates, self.world.reads_fail, self.commits_until_death = list(fates), reads_fail, commits
        self.drain()
        self.world.fates, self.world.reads_fail, self.commits_until_death = [], 0, None

    def work_until_settled(self, fates: list[str], commits: int | None = None) -> int:
        """Drain every few seconds under these faults, dying once at that commit; answer how often it died."""
        self.world.fates, self.commits_until_death = list(fates), commits
        deaths = 0
        for _ in range(40):
            deaths += not self.drain()
            if self.is_at_rest():
                self.commits_until_death = None
                return deaths
            self.now += timedelta(seconds=3)
        raise AssertionError("not settled in two minutes")

    def drain(self) -> bool:
        """Drain once; `False` when the worker died."""
        self.is_working = True
        try:
            with worker_lease(self.folder / "worker.lock") as lease:
                drain(self.ops, self.world, self.clock, lease, kinds=KINDS, manners=self.manners)
        except Killed:
            return False
        finally:
            self.is_working = False
        return True

    def is_at_rest(self) -> bool:
        """Nothing is left for the worker to do, now or later."""
        return all(one.state is State.NEEDS_HUMAN for one in live_actions(self.ops))

    def assert_the_outbox_tells_the_truth(self) -> None:
        actions = list_actions(self.ops)
        for one in actions:
            events, attempts = events_of(self.ops, one.action_id), attempts_of(self.ops, one.action_id)
            assert [later.from_state for later in events] == [None, *(earlier.to_state for earlier in events[:-1])]
            assert events[-1].to_state is one.state
            assert len(attempts) == one.attempt_count
            assert (one.settled_at is not None) is (one.state in SETTLED)
            may_have_effect = any(a.outcome not in {*HARMLESS, Outcome.REFUSED} for a in attempts)
            rivals = [a for a in actions if (a.kind, a.target) == (one.kind, one.target) and a != one]
            if one.state is State.DONE:
                assert self.shows(one)
            if one.state is State.UNDONE:
                assert all(a.outcome in HARMLESS for a in attempts)
            if one.state is State.REJECTED and may_have_effect and not rivals:
                assert not self.shows(one), "its own request took effect"
        assert all(times == 1 for times in self.world.effects.values())

    def shows(self, one: ActionRow) -> bool:
        if one.kind == "ship_order":
            return self.world.parcel.get(one.target) == one.payload["parcel_number"]
        refused = self.world.status[one.target] == "Refused"
        return refused if one.kind == "refuse_order" else self.world.status[one.target] in {"InPreparation", "Shipped"}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.ops.dispose()


@pytest.mark.parametrize(
    ("fates", "state", "outcomes"),
    [
        (["fine"], "done", ["acknowledged"]),
        (["not_sent", "not_sent"], "done", ["not_sent", "not_sent", "acknowledged"]),
        (["quota"], "done", ["quota", "acknowledged"]),
        (["lost_before"], "done", ["unsettled", "acknowledged"]),
        (["lost_after"], "done", ["unsettled"]),
        (["lands_late"], "done", ["unsettled"]),
        (["bad_request"], "rejected", ["refused"]),
        (["lost_before", "bad_request"], "done", ["unsettled", "refused", "acknowledged"]),
        (["lost_before", "bad_request", "bad_request", "bad_request"], "rejected", ["unsettled", *["refused"] * 3]),
        (["dies_before"], "done", ["interrupted", "acknowledged"]),
        (["dies_after"], "done", ["interrupted"]),
    ],
)
def test_each_fault_ends_in_the_right_state_after_the_right_requests(
    bench: Bench, fates: list[str], state: str, outcomes: list[str]
) -> None:
    action_id = bench.ask("approve_order", "O1")
    bench.work_until_settled(fates)
    [one] = list_actions(bench.ops)
    assert (one.state, [a.outcome for a in attempts_of(bench.ops, action_id)]) == (state, outcomes)
    assert sum(bench.world.effects.values()) == (1 if state == "done" else 0)
    bench.assert_the_outbox_tells_the_truth()


def test_a_refusal_after_a_request_that_landed_very_late_is_not_believed_before_reading(bench: Bench) -> None:
    bench.world.lateness = PATIENCE.settling_delay + timedelta(seconds=4)
    action_id = bench.ask("approve_order", "O1")
    bench.work_until_settled(["lands_late", "quota"])
    assert [a.outcome for a in attempts_of(bench.ops, action_id)] == ["unsettled", "quota", "refused"]
    [one] = list_actions(bench.ops)
    assert (one.state, one.result) == ("done", "Order O1 is InPreparation.")
    assert bench.world.effects == {("O1", "Accepted"): 1}


def test_nothing_is_sent_again_before_a_late_effect_had_time_to_land(bench: Bench) -> None:
    for fate in ("lost_before", "dies_before"):
        action_id = bench.ask("approve_order", "O1" if fate == "lost_before" else "O2")
        bench.work([fate])
        asked_at = bench.now
        for _ in range(20):
            bench.work([])
            bench.now += timedelta(seconds=0.5)
        first, second = attempts_of(bench.ops, action_id)
        assert second.started_at - asked_at >= PATIENCE.settling_delay
        assert second.started_at - first.started_at >= PATIENCE.settling_delay


@pytest.mark.parametrize("fate", ["fine", "lost_after", "lost_before", "bad_request", "not_sent"])
@pytest.mark.parametrize("kind", ["approve_order", "ship_order"])
def test_killed_at_any_commit_nothing_is_lost_and_nothing_done_twice(tmp_path: Path, fate: str, kind: str) -> None:
    died, commits = 1, -1
    while died:
        commits += 1
        bench = Bench(tmp_path / str(commits))
        bench.world.status["O1"] = "InPreparation" if kind == "ship_order" else "WaitingAcceptance"
        bench.ask(kind, "O1")
        died = bench.work_until_settled([fate], commits)
        [one] = list_actions(bench.ops)
        assert one.state in ({"done", "rejected"} if fate == "bad_request" else {"done"})
        assert sum(bench.world.effects.values()) == (one.state == "done")
        bench.assert_the_outbox_tells_the_truth()
        bench.ops.dispose()
    assert commits >= 6, "it was killed at each of its commits before it got through"


class Outboxes(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.bench = Bench(Path(self.folder.name), seed)
        for order in ORDERS[:3]:
            self.bench.ask("approve_order", order)

    @rule(kind=st.sampled_from(["approve_order", "refuse_order", "ship_order"]), order=st.sampled_from(ORDERS),
          number=st.sampled_from(["P1", "P2"]), hold=st.sampled_from([0, 10]))  # fmt: skip
    def ask(self, kind: str, order: str, number: str, hold: int) -> None:
        with contextlib.suppress(ConflictingAction):
            self.bench.ask(kind, order, number, hold)

    @rule(pick=st.integers(0, 9))
    def take_back(self, pick: int) -> None:
        actions = list_actions(self.bench.ops)
        undo(self.bench.ops, actions[pick % len(actions)].action_id, by="ana", now=self.bench.now)

    @rule(seconds=st.sampled_from([1, 4, 11, 60, 700]))
    def wait(self, seconds: int) -> None:
        self.bench.now += timedelta(seconds=seconds)

    @rule(fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=4), reads_fail=st.integers(0, 2),
          commits=st.none() | st.integers(0, 30), seconds=st.sampled_from([0, 4, 6]))  # fmt: skip
    def work(self, fates: list[str], reads_fail: int, commits: int | None, seconds: int) -> None:
        self.bench.work(fates, reads_fail, commits)
        self.bench.now += timedelta(seconds=seconds)

    @rule(pick=st.integers(0, 9))
    def person_sends_again(self, pick: int) -> None:
        bench = self.bench
        needing = [one for one in list_actions(bench.ops) if one.state is State.NEEDS_HUMAN]
        if needing:
            requeue(bench.ops, needing[pick % len(needing)].action_id, by="bob", now=bench.now, note="again")

    @invariant()
    def tells_the_truth(self) -> None:
        self.bench.assert_the_outbox_tells_the_truth()

    def teardown(self) -> None:
        if not hasattr(self, "bench"):
            return
        for _ in range(80):
            self.bench.work([])
            if is_at_rest := self.bench.is_at_rest():
                break
            self.bench.now += timedelta(minutes=5)
        self.bench.assert_the_outbox_tells_the_truth()
        self.bench.ops.dispose()
        self.folder.cleanup()
        assert is_at_rest


TestOutboxes = Outboxes.TestCase
TestOutboxes.settings = settings(
    max_examples=examples(12), stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
