"""When a round publishes although nothing changed at the marketplace."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from etl.store.contract import MARTS_CONTRACT
from etl.store.levels.thresholds import edit_threshold
from etl.store.ops.database import open_ops
from etl.store.ops.local_events import LocalEvent, Topic, record
from etl.store.ops.presence import Subject
from etl.store.orders.follow_ups import CONFIRM_ACCEPTANCE, wish_follow_up
from etl.store.snapshots.snapshots import open_snapshot
from etl.worker.rounds import PUBLISH_AT_LEAST_EVERY, Rounds


@pytest.fixture
def ops(tmp_path: Path) -> Iterator[Engine]:
    opened = open_ops(tmp_path / "ops.sqlite")
    yield opened
    opened.dispose()


def test_lines_somebody_has_set_are_published_with_the_next_poll(
    shop: Any, shop_reader: Any, clock: Any, ops: Engine
) -> None:
    rounds = Rounds(shop_reader, ops)
    shop.add("A", clock() - timedelta(hours=3))
    assert rounds.poll().snapshot is not None
    clock.forward(seconds=4)
    assert rounds.poll().snapshot is None
    clock.forward(seconds=1)
    edit_threshold(
        ops, "ship_in_time", alert=99.5, limit=99, valid_from=date(2026, 11, 23), by="camille", now=clock()
    )  # fmt: skip
    clock.forward(seconds=3)
    published = rounds.poll().snapshot
    assert published is not None
    with open_snapshot(shop_reader.warehouse.places.home).connect() as connection:
        lines = connection.sql("select alert, \"limit\", set_by from thresholds where source = 'edited'").fetchall()
    assert lines == [(99.5, 99.0, "camille")]
    clock.forward(seconds=4)
    assert rounds.poll().snapshot is None


def test_after_an_upgrade_the_first_start_builds_everything_anew_and_the_second_does_not(
    shop: Any, shop_reader: Any, clock: Any, ops: Engine
) -> None:
    warehouse, renewed = shop_reader.warehouse, "select any_value(renewed_at) from marts.build"
    shop.add("A", clock() - timedelta(hours=3))
    assert Rounds(shop_reader, ops).poll().snapshot is not None
    # as the version before left it: its rules, and a snapshot that says no contract
    warehouse.run("update marts.build set schema_hash = 'of the version before'")
    content = json.loads(warehouse.places.current.read_text())
    del content["contract"]
    warehouse.places.current.write_text(json.dumps(content))
    starts = []
    for _ in range(2):
        clock.forward(seconds=60)
        rounds = Rounds(shop_reader, ops)
        published = rounds.poll().snapshot
        assert published is not None
        assert rounds.poll().snapshot is None
        starts.append((published.version, warehouse.value(renewed) == published.published_at))
    assert starts == [(2, True), (3, False)]
    assert open_snapshot(warehouse.places.home).version == 3


def test_what_another_version_published_is_published_anew_before_anything_is_read(
    shop: Any, shop_reader: Any, clock: Any, ops: Engine
) -> None:
    rounds = Rounds(shop_reader, ops)
    assert rounds.poll().snapshot is not None
    places = shop_reader.warehouse.places
    places.current.write_text(json.dumps(json.loads(places.current.read_text()) | {"contract": MARTS_CONTRACT - 1}))
    clock.forward(seconds=1)
    assert rounds.poll().snapshot is not None
    clock.forward(seconds=1)
    assert rounds.poll().snapshot is None


def test_a_quiet_shop_is_published_every_few_minutes_because_deadlines_pass(
    shop: Any, shop_reader: Any, clock: Any, ops: Engine
) -> None:
    rounds = Rounds(shop_reader, ops)
    shop.add("A", clock() - timedelta(hours=3))
    assert rounds.poll().snapshot is not None
    clock.now += PUBLISH_AT_LEAST_EVERY - timedelta(seconds=1)
    assert rounds.poll().snapshot is None
    clock.forward(seconds=1)
    assert rounds.poll().snapshot is not None


def test_what_is_decided_here_is_published_with_the_next_poll_if_marts_show_its_topic(
    shop: Any, shop_reader: Any, clock: Any, ops: Engine
) -> None:
    topic = Topic("mark", lambda _state, event: {"by": event.actor})
    rounds = Rounds(shop_reader, ops, local_topics=frozenset({topic.name}))
    shop.add("A", clock() - timedelta(hours=3))
    assert rounds.poll().snapshot is not None
    clock.forward(seconds=4)
    wish_follow_up(ops, "A", CONFIRM_ACCEPTANCE, by="ana", now=clock())
    assert rounds.poll().snapshot is None, "no mart shows a wish"
    record(ops, topic, LocalEvent(Subject("order", "A"), "marked", clock(), "ana"))
    clock.forward(seconds=4)
    assert rounds.poll().snapshot is not None
    assert shop_reader.warehouse.value("select count(*) from core.local_events") == 2
    clock.forward(seconds=4)
    assert rounds.poll().snapshot is None
