"""When a resource is due, also on a machine whose clock is set back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from etl.sync.engine.runs import every

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since_last", "is_due"),
    [(None, True), (0, False), (59, False), (60, True), (-1, True), (-10_800, True)],
)
def test_a_last_run_in_the_future_holds_nothing_back(since_last: int | None, is_due: bool) -> None:
    reader: Any = SimpleNamespace(clock=lambda: NOW, pace=SimpleNamespace())
    last = None if since_last is None else NOW - timedelta(seconds=since_last)
    assert every(lambda _pace: timedelta(minutes=1))(reader, last) is is_due
