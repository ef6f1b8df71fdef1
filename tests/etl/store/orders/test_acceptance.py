"""Automatic acceptance is off until somebody who has looked at a dry run switches it on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.store.ops.database import open_ops
from etl.store.orders.acceptance import (
    CHANGES_KEPT,
    AcceptanceRefused,
    DryRunSeen,
    acceptance_setting,
    switch_off,
    switch_on,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MOST = Decimal("200.00")


@pytest.fixture
def ops(tmp_path: Path) -> Iterator[Engine]:
    opened = open_ops(tmp_path / "ops.sqlite")
    yield opened
    opened.dispose()


def test_it_is_off_until_it_is_switched_on(ops: Engine) -> None:
    setting = acceptance_setting(ops)
    assert (setting.is_on, setting.most_value, setting.changes) == (False, None, ())


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (None, "no_dry_run"),
        (DryRunSeen(NOW, Decimal("100.00"), 9, 8), "other_value"),
        (DryRunSeen(NOW, None, 9, 8), "other_value"),
        (DryRunSeen(NOW - timedelta(minutes=61), MOST, 9, 8), "old_dry_run"),
    ],
)
def test_it_cannot_be_switched_on_without_a_fresh_dry_run_of_the_same_maximum(
    ops: Engine, seen: DryRunSeen | None, code: str
) -> None:
    with pytest.raises(AcceptanceRefused) as refused:
        switch_on(ops, most_value=MOST, dry_run=seen, by="ana", now=NOW)
    assert refused.value.code == code
    assert not acceptance_setting(ops).is_on


def test_every_change_is_kept_with_who_when_and_what_the_dry_run_said(ops: Engine) -> None:
    switch_on(ops, most_value=MOST, dry_run=DryRunSeen(NOW, MOST, 812, 640), by="ana", now=NOW)
    switch_off(ops, by="bob", now=NOW + timedelta(hours=2))
    setting = acceptance_setting(ops)
    assert (setting.is_on, setting.most_value) == (False, MOST)
    off, on = setting.changes
    assert (off.is_on, off.by, off.at, off.dry_run) == (False, "bob", NOW + timedelta(hours=2), None)
    assert (on.is_on, on.by, on.at, on.dry_run) == (True, "ana", NOW, (812, 640))


def test_the_history_is_bounded(ops: Engine) -> None:
    for minute in range(CHANGES_KEPT + 5):
        switch_off(ops, by="bob", now=NOW + timedelta(minutes=minute))
    assert len(acceptance_setting(ops).changes) == CHANGES_KEPT
