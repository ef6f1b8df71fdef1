"""Lines that people set: refused when they make no sense, kept for good, and in force from their day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, update

from etl.store.levels.thresholds import ThresholdEdit, ThresholdRefused, edit_threshold, threshold_edits
from etl.store.ops.database import open_ops, writing
from etl.store.ops.migrations import MIGRATIONS, migrate
from etl.store.ops.schema import ops_metadata, schema_version, threshold_edit

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def ops(tmp_path: Path) -> Iterator[Engine]:
    opened = open_ops(tmp_path / "ops.sqlite")
    yield opened
    opened.dispose()


def edit(ops: Engine, alert: float, limit: float, metric: str = "ship_in_time", **changes: Any) -> None:
    words: dict[str, Any] = {"valid_from": TODAY, "by": "ana", "now": NOW} | changes
    edit_threshold(ops, metric, alert=alert, limit=limit, **words)


def test_every_edit_is_kept_with_who_made_it_and_when(ops: Engine) -> None:
    edit(ops, 99, 98)
    edit(ops, 98, 97, by="luc", now=NOW + timedelta(hours=1))
    assert threshold_edits(ops) == [
        ThresholdEdit("ship_in_time", 99.0, 98.0, TODAY, "ana", NOW),
        ThresholdEdit("ship_in_time", 98.0, 97.0, TODAY, "luc", NOW + timedelta(hours=1)),
    ]
    for statement in (update(threshold_edit).values(set_by="eve"), delete(threshold_edit)):
        with pytest.raises(Exception, match="history of thresholds is append-only"), writing(ops) as connection:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("metric", "alert", "limit", "words"),
    [
        ("ship_in_tme", 98, 97, "There is no service level ship_in_tme: choose one of accept_in_time, "),
        ("ship_in_time", 96, 97, "alert of ship_in_time must come before its limit: 96 is below 97"),
        ("late_shipment_rate", 5, 4, "alert of late_shipment_rate must come before its limit: 5 is above 4"),
        ("ship_in_time", 101, 97, "101 and 97 must both lie between 0 and 100"),
        ("late_shipment_rate", -1, 4, "must both lie between 0 and 100"),
        ("ship_in_time", float("nan"), 97, "must both lie between 0 and 100"),
    ],
)
def test_lines_that_make_no_sense_are_refused_in_words(
    ops: Engine, metric: str, alert: float, limit: float, words: str
) -> None:
    with pytest.raises(ThresholdRefused, match=words):
        edit(ops, alert, limit, metric)
    assert threshold_edits(ops) == []


@pytest.mark.parametrize(
    ("metric", "alert", "limit"),
    [
        ("ship_in_time", 0, 0),
        ("ship_in_time", 97, 0),
        ("late_shipment_rate", 100, 100),
        ("late_shipment_rate", 0, 0),
        ("ship_in_time", 100, 100),
        ("ship_in_time", 97, 97),
    ],
)
def test_lines_at_the_ends_and_both_the_same_are_taken(ops: Engine, metric: str, alert: float, limit: float) -> None:
    edit(ops, alert, limit, metric)
    assert [(found.alert, found.limit) for found in threshold_edits(ops)] == [(alert, limit)]


def test_a_database_of_the_version_before_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "ops.sqlite"
    ops = open_ops(path)
    with writing(ops) as connection:
        threshold_edit.drop(connection)
        connection.execute(delete(schema_version).where(schema_version.c.version > 1))
    ops.dispose()
    ops = open_ops(path)
    edit(ops, 99, 98)
    with pytest.raises(Exception, match="append-only"), writing(ops) as connection:
        connection.execute(delete(threshold_edit))
    with writing(ops) as connection:
        assert migrate(connection) == len(MIGRATIONS)
    ops.dispose()
    assert threshold_edit in ops_metadata.sorted_tables


def test_edited_lines_reach_the_marts_with_their_history_and_stand_from_their_day(shelf: Any, order: Any) -> None:
    shelf.land(order())
    edit(shelf.ops, 99, 98, by="ana", valid_from=TODAY - timedelta(days=3))
    edit(shelf.ops, 95, 94, by="luc", now=NOW + timedelta(hours=1))
    shelf.build()
    edits = shelf.rows("from marts.thresholds select * exclude (source) where source = 'edited' order by set_at")
    assert [(alert, limit, direction, by, at) for _, alert, limit, direction, _, by, at in edits] == [
        (99.0, 98.0, "min", "ana", NOW),
        (95.0, 94.0, "min", "luc", NOW + timedelta(hours=1)),
    ]
    lines = shelf.rows(
        'select day, "limit", threshold_source from marts.service_levels '
        "where metric = 'ship_in_time' and window_days = 7 order by day desc limit 5"
    )
    assert [(limit, source) for _, limit, source in lines] == [
        (94.0, "edited"),
        (98.0, "edited"),
        (98.0, "edited"),
        (98.0, "edited"),
        (96.0, "default"),
    ]


def test_a_limit_that_is_not_enforced_leaves_the_level_without_colour(shelf: Any, order: Any) -> None:
    shelf.land(*(order(f"O{number}", shippedAtMax="2026-11-22T20:00:00Z") for number in range(20)))
    edit(shelf.ops, 0, 0)
    shelf.build()
    shown = shelf.rows(
        "select denominator, value, state, failures_left from marts.service_levels "
        "where metric = 'ship_in_time' and window_days = 7 order by day desc limit 1"
    )
    assert shown == [(20, 0.0, "unknown", None)]
