"""What the worker tells about itself beside its sign of life, as the detail of two heartbeats."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

import orjson

from etl.store.ops.heartbeats import Heartbeat

VITALS: Final = "vitals"
"""Heartbeat of the calls made and of the clocks."""
BACKFILL: Final = "backfill"
"""Heartbeat of the backfill; its state is running or done."""


@dataclass(frozen=True)
class Vitals:
    """Calls made in the last minute, those the budget allows, and our clock less the marketplace's in seconds."""

    calls_last_minute: int
    calls_per_minute: int
    skew_seconds: float | None


@dataclass(frozen=True)
class BackfillProgress:
    """How far a backfill is; `seconds_left` is None before the pace is known."""

    windows: int
    windows_done: int
    windows_failed: int
    expected: int
    landed: int
    orders_per_second: float
    seconds_left: float | None

    @property
    def share(self) -> float:
        """How much of what is expected has landed, 0 to 1."""
        is_over = self.windows_done + self.windows_failed == self.windows
        return 1.0 if is_over else min(self.landed / self.expected, 1.0) if self.expected else 0.0


def detail_of(told: Vitals | BackfillProgress) -> str:
    """The detail of a heartbeat that tells this."""
    return orjson.dumps(asdict(told)).decode()


def told_vitals(sign: Heartbeat | None) -> Vitals | None:
    """What the heartbeat `VITALS` tells; None when there is none yet."""
    return Vitals(**orjson.loads(sign.detail)) if sign and sign.detail else None


def told_backfill(sign: Heartbeat | None) -> BackfillProgress | None:
    """What the heartbeat `BACKFILL` tells; None when there never was a backfill."""
    return BackfillProgress(**orjson.loads(sign.detail)) if sign and sign.detail else None
