"""`vigie publish` while a worker runs: the worker is asked, carries it out, and the outcome is said."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from etl.commands.publishing import NotPublished, publish
from etl.settings import Settings
from etl.store.ops.database import open_ops
from etl.store.ops.heartbeats import Heartbeat, beat
from etl.store.snapshots.snapshots import open_snapshot
from etl.store.warehouse.landing import NOTHING_LANDED
from etl.store.warehouse.runs import RunOutcome, end_run, start_run
from etl.worker.publications import ask_publication, asked_publication, publication_answer
from etl.worker.rounds import NOTHING_MOVED
from etl.worker.worker import WORKER, Worker, open_worker

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    nowhere = "http://127.0.0.1:9"
    made = {"api_url": nowhere, "auth_url": nowhere, "client_id": "c", "seller_id": "1", "user": "ana"}
    return Settings(home=tmp_path / "home", client_secret=SecretStr("s"), _env_file=None, **made)


@pytest.fixture
def worker(settings: Settings) -> Iterator[Worker]:
    with open_worker(settings) as opened:
        opened._tell(WORKER, "waiting", None)
        yield opened


def asked_from_elsewhere(settings: Settings) -> tuple[threading.Thread, list[object], list[str]]:
    """Begin `vigie publish` beside the worker and return once its request is written down."""
    outcome: list[object] = []
    shown: list[str] = []

    def ask() -> None:
        try:
            outcome.append(publish(settings, shown.append))
        except NotPublished as error:
            outcome.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    ops, until = open_ops(settings.ops_address), time.monotonic() + 10
    while asked_publication(ops) is None and time.monotonic() < until:
        time.sleep(0.01)
    ops.dispose()
    return thread, outcome, shown


def test_a_running_worker_publishes_when_asked_and_the_command_says_so(settings: Settings, worker: Worker) -> None:
    thread, outcome, shown = asked_from_elsewhere(settings)
    assert worker._is_wanted(), "a slice between two polls ends for it"
    worker._publish_if_asked()
    thread.join(10)
    assert outcome == ["Published version 1."]
    assert open_snapshot(settings.home).version == 1
    assert (asked_publication(worker.ops), worker._is_wanted()) == (None, False)
    assert not shown or shown[0].startswith("the worker (process ")
    worker._publish_if_asked()
    assert open_snapshot(settings.home).version == 1, "once"


def test_what_the_gate_holds_back_is_said_to_who_asked_and_the_worker_goes_on(
    settings: Settings, worker: Worker
) -> None:
    warehouse = worker.rounds.reader.warehouse
    end_run(warehouse, start_run(warehouse, "orders", NOW), RunOutcome("landed", 1, 1, NOTHING_LANDED), NOW)
    worker.rounds.publish()
    worker.rounds.reader.warehouse.run("insert into marts.obligations (obligation_id, state) values ('x', 'lost')")
    thread, outcome, _ = asked_from_elsewhere(settings)
    worker._publish_if_asked()
    thread.join(10)
    assert "Quality gate failed" in str(outcome[0])
    assert open_snapshot(settings.home).version == 1
    quiet = worker.rounds._round(NOTHING_MOVED, ())
    assert (quiet.kind, quiet.snapshot) == ("gate", None), "every round says so until a publication passes"


def test_two_who_ask_at_once_are_answered_by_one_publication(settings: Settings, worker: Worker) -> None:
    numbers = {ask_publication(worker.ops, by=name, now=NOW) for name in ("ana", "bao")}
    assert len(numbers) == 1
    worker._publish_if_asked()
    answer = publication_answer(worker.ops, numbers.pop())
    assert answer is not None
    assert answer.words == "Published version 1."


def test_a_worker_that_died_on_the_way_leaves_it_to_the_command(settings: Settings) -> None:
    ops = open_ops(settings.ops_address)
    beat(ops, Heartbeat(WORKER, 1, datetime.now(UTC), "waiting"))
    ask_publication(ops, by="ana", now=NOW)
    assert publish(settings, lambda _: None) == "Published version 1."
    assert asked_publication(ops) is None
    ops.dispose()


def test_a_process_that_holds_the_lock_and_never_answers_is_named_after_a_while(
    settings: Settings, worker: Worker
) -> None:
    long_ago = Heartbeat(WORKER, 1, datetime.now(UTC) - timedelta(hours=1), "waiting")
    beat(worker.ops, long_ago)
    with pytest.raises(NotPublished, match=r"process \d+\).*gives no sign of life: end that process"):
        publish(settings, lambda _: None, patience=0.0)
