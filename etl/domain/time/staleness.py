"""From what age data counts as old."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

TOLERATED_POLLS: Final = 2
LEAST_TOLERANCE: Final = timedelta(minutes=2)


def data_tolerance(poll_seconds: float) -> timedelta:
    """How old orders may be (seller-rules section 7: more than two polls is stale)."""
    return max(LEAST_TOLERANCE, timedelta(seconds=poll_seconds * TOLERATED_POLLS))
