"""The budget of calls per minute, shared by actions and reads: actions first, then what changed, then the rest."""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum

from etl.domain.time.clock import Clock, has_passed

ACTION_RESERVE = 0.2
"""Share of the budget that reads never touch, so that a click does not wait for a catch-up."""
LIVE_RESERVE = 0.1
"""Share on top of it that only the reading of what changed may touch, so that it never waits for a backfill."""
MINUTE = timedelta(minutes=1)


class Urgency(Enum):
    """Who goes first when calls are short; the value is the share of the budget left to the more urgent."""

    ACTION = 0.0
    LIVE = ACTION_RESERVE
    BACKGROUND = ACTION_RESERVE + LIVE_RESERVE


class CallBudget:
    """A token bucket: at most `calls_per_minute` in any minute on average, and a pause when the quota is spent.

    Thread-safe; one per process that talks to the marketplace.
    """

    def __init__(self, calls_per_minute: int, clock: Clock, sleep: Callable[[float], None] = time.sleep) -> None:
        self._capacity = float(calls_per_minute)
        self._per_second = calls_per_minute / 60.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._tokens = self._capacity
        self._refilled_at = self._read_at = clock()
        self._paused_until: datetime | None = None
        self._made: deque[datetime] = deque()
        self.calls = 0
        self.calls_per_minute = calls_per_minute

    def take(self, urgency: Urgency = Urgency.LIVE) -> None:
        """Wait until one call may be made, and count it."""
        while (wait := self._try_take(urgency)) > 0:
            self._sleep(wait)

    @property
    def calls_last_minute(self) -> int:
        """How many calls were made in the last minute."""
        with self._lock:
            self._keep_last_minute(self._clock())
            return len(self._made)

    def pause_until(self, instant: datetime) -> None:
        """Hold reads until `instant`, because the marketplace said its quota is spent."""
        with self._lock:
            self._shift_if_set_back(self._clock())
            self._paused_until = max(instant, self._paused_until or instant)

    @property
    def paused_until(self) -> datetime | None:
        """When reads may go on, or None when they may now."""
        with self._lock:
            self._shift_if_set_back(now := self._clock())
            paused = self._paused_until
        return paused if paused is not None and paused > now else None

    def _shift_if_set_back(self, now: datetime) -> None:
        """Let a pause last as long as it was meant to last when the clock is set back meanwhile."""
        if self._paused_until is not None and now < self._read_at:
            self._paused_until -= self._read_at - now
        self._read_at = now

    def _keep_last_minute(self, now: datetime) -> None:
        while self._made and has_passed(MINUTE, self._made[0], now):
            self._made.popleft()

    def _try_take(self, urgency: Urgency) -> float:
        with self._lock:
            now = self._clock()
            # A clock that is set back fills nothing, and takes nothing away.
            elapsed = max((now - self._refilled_at) / timedelta(seconds=1), 0.0)
            self._tokens = min(self._capacity, self._tokens + elapsed * self._per_second)
            self._refilled_at = now
            # Not above the whole: of a budget of a few calls the reserves would never leave a call to background reads.
            floor = min(self._capacity, 1.0 + self._capacity * urgency.value)
            if self._tokens >= floor:
                self._tokens -= 1.0
                self.calls += 1
                self._keep_last_minute(now)
                self._made.append(now)
                return 0.0
            return min((floor - self._tokens) / self._per_second, 5.0)
