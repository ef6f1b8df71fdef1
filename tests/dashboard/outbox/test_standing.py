"""When an action lies over the data, and how fresh the data is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from dashboard.outbox.standing import overlaid, standing
from dashboard.parts.freshness import Pulse, data_as_of, orders_read_at, sentence
from etl.actions.kinds import KINDS
from etl.actions.outbox.records import ActionRow
from etl.actions.outbox.unseen import in_hand_by_kind, is_unseen, newest_by_target
from etl.actions.states import State
from etl.domain.time.staleness import data_tolerance
from etl.store.ops.heartbeats import Heartbeat
from etl.words.catalogues import speaking

NOW = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
READ_AT = NOW - timedelta(seconds=20)


def action(state: State, kind: str = "approve_order", settled: timedelta | None = None, **changes) -> ActionRow:
    values = {
        "action_id": "id",
        "kind": kind,
        "subject_type": "order",
        "target": "A1",
        "payload": {},
        "seen": None,
        "batch_id": None,
        "requested_by": "ana",
        "requested_at": NOW - timedelta(minutes=10),
        "not_before_at": NOW - timedelta(minutes=9),
        "patience_from_at": NOW - timedelta(minutes=10),
        "state": state,
        "attempt_count": 0,
        "sent_at": None,
        "settled_at": None if settled is None else NOW - settled,
        "result": None,
        "evidence": None,
    }
    return ActionRow(**{**values, **changes})


@pytest.mark.parametrize(
    ("row", "owed", "unseen"),
    [
        (action(State.QUEUED), "accept_order", True),
        (action(State.NEEDS_HUMAN), None, True),
        (action(State.DONE, settled=timedelta(seconds=5)), "accept_order", True),
        (action(State.DONE, settled=timedelta(seconds=5)), None, False),
        (action(State.DONE, settled=timedelta(seconds=5)), "ship_order", False),
        (action(State.DONE, settled=timedelta(minutes=5)), "accept_order", False),
        # of the future: settled before the clock was set back, and read since then
        (action(State.DONE, settled=timedelta(days=-1)), "accept_order", False),
        (action(State.REJECTED, settled=timedelta(hours=5)), "accept_order", True),
        (action(State.REJECTED, settled=timedelta(hours=5)), None, False),
    ],
)
def test_an_action_lies_over_the_data_until_the_data_shows_it(row, owed, unseen):
    assert is_unseen(row, KINDS, owed, READ_AT, NOW) is unseen


def test_the_newest_action_of_an_order_counts():
    newer, older = action(State.QUEUED, action_id="new"), action(State.REJECTED, action_id="old")
    assert newest_by_target([newer, older])["A1"].action_id == "new"


def test_what_needs_a_person_is_in_nobodys_hand():
    rows = [action(State.QUEUED), action(State.NEEDS_HUMAN), action(State.SENDING, kind="ship_order")]
    assert in_hand_by_kind(rows, KINDS) == {"accept_order": 1, "ship_order": 1}


def test_a_held_action_counts_down():
    with speaking("en"):
        assert standing(action(State.QUEUED, not_before_at=NOW + timedelta(seconds=8)), NOW) == "Will be sent in 8 s"
        assert standing(action(State.QUEUED), NOW) == "Waiting"
        assert overlaid(action(State.DONE), NOW) == "Accepted, not yet in the data"


def pulse(**changes) -> Pulse:
    alive = Heartbeat("worker", 1, NOW - timedelta(seconds=2), "waiting")
    values = {
        "now": NOW,
        "read_at": READ_AT,
        "tolerance": timedelta(minutes=2),
        "worker": alive,
        "waiting": 3,
        "needing_someone": 0,
    }
    return Pulse(**{**values, **changes})


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Data of 10:41 · lag 20 s · 3 actions waiting · worker alive"),
        ("fr", "Données de 10:41 · âge 20\xa0s · 3 actions en attente · service actif"),
        ("zh", "数据时间 10:41 · 延迟 20 秒 · 3 个操作待处理 · 服务运行中"),
    ],
)
def test_the_freshness_line_says_age_outbox_and_worker(language, line):
    with speaking(language):
        assert sentence(pulse()) == line


@pytest.mark.parametrize(
    ("changes", "is_calm"),
    [
        ({}, True),
        ({"read_at": None}, False),
        ({"read_at": NOW - timedelta(minutes=3)}, False),
        ({"worker": None}, False),
        ({"worker": Heartbeat("worker", 1, NOW, "stopped")}, False),
        ({"needing_someone": 1}, False),
        ({"problem": Heartbeat("problem", 1, NOW, "quota", "full")}, False),
        ({"problem": Heartbeat("problem", 1, NOW, "none")}, True),
    ],
)
def test_the_line_is_calm_only_when_nothing_needs_anybody(changes, is_calm):
    assert pulse(**changes).is_calm is is_calm


def test_stale_is_more_than_two_polls_and_never_less_than_two_minutes():
    assert data_tolerance(15) == timedelta(minutes=2)
    assert data_tolerance(600) == timedelta(minutes=20)


def test_a_round_confirms_the_data_unless_its_own_was_kept_back():
    landed = Heartbeat("sync", 1, NOW, "landed")
    assert data_as_of(READ_AT, landed, None) == NOW
    assert data_as_of(READ_AT, landed, Heartbeat("problem", 1, NOW, "gate")) == READ_AT
    assert data_as_of(READ_AT, None, None) == READ_AT


def test_orders_were_read_when_their_last_run_succeeded():
    schema = {"resource": pl.String, "last_success_at": pl.Datetime("us", "UTC")}
    read = pl.DataFrame([("offers", NOW), ("orders", READ_AT)], schema=schema, orient="row")
    assert orders_read_at(read, NOW) == READ_AT
    assert orders_read_at(read.clear(), NOW) == NOW
