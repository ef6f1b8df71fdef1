"""The budget of calls per minute, shared by actions and reads: actions first."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from etl.domain.clock import Clock

ACTION_RESERVE = 0.2
"""Share of the budget that reads never touch, so that a click does not wait for a catch-up."""


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
        self._refilled_at = clock()
        self._paused_until: datetime | None = None
        self.calls = 0

    def take(self, *, is_action: bool) -> None:
        """Wait until one call may be made, and count it."""
        while (wait := self._try_take(is_action)) > 0:
            self._sleep(wait)

    def pause_until(self, instant: datetime) -> None:
        """Hold reads until `instant`, because the marketplace said its quota is spent."""
        with self._lock:
            self._paused_until = max(instant, self._paused_until or instant)

    @property
    def paused_until(self) -> datetime | None:
        """When reads may go on, or None when they may now."""
        with self._lock:
            paused = self._paused_until
        return paused if paused is not None and paused > self._clock() else None

    def _try_take(self, is_action: bool) -> float:
        with self._lock:
            now = self._clock()
            elapsed = max((now - self._refilled_at) / timedelta(seconds=1), 0.0)
            self._tokens = min(self._capacity, self._tokens + elapsed * self._per_second)
            self._refilled_at = now
            floor = 1.0 if is_action else min(self._capacity, 1.0 + self._capacity * ACTION_RESERVE)
            if self._tokens >= floor:
                self._tokens -= 1.0
                self.calls += 1
                return 0.0
            return min((floor - self._tokens) / self._per_second, 5.0)
