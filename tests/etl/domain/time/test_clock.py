"""What is over by a clock that may be set back."""

from datetime import UTC, datetime, timedelta

import pytest

from etl.domain.time.clock import has_passed

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "is_over"),
    [
        (timedelta(0), False),
        (timedelta(seconds=9, microseconds=999_999), False),
        (timedelta(seconds=10), True),
        (timedelta(days=365), True),
        (timedelta(microseconds=-1), True),
        (timedelta(days=-1), True),
    ],
)
def test_a_wait_is_over_at_its_end_and_when_it_would_begin_ahead_of_now(later: timedelta, is_over: bool) -> None:
    assert has_passed(timedelta(seconds=10), NOON, NOON + later) is is_over
