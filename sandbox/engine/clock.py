"""Virtual time: real time multiplied, and moved by hand; and what is planned in it."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sandbox.nature.paris import NEVER, milliseconds, moment


class VirtualClock:
    """UTC milliseconds that run `speed` times as fast as `real`, a monotonic clock in seconds; speed 0 stands still."""

    def __init__(self, start: datetime, speed: float, real: Callable[[], float]) -> None:
        self._base = milliseconds(start.astimezone(UTC))
        self._real = real
        self._since = real()
        self.speed = speed

    def now(self) -> int:
        """The virtual instant in UTC milliseconds."""
        return self._base + round((self._real() - self._since) * 1000 * self.speed)

    def moment(self) -> datetime:
        """The virtual instant as an aware datetime."""
        return moment(self.now())

    def advance(self, seconds: float) -> None:
        """Move virtual time forward by hand."""
        if seconds < 0:
            raise ValueError(f"The clock cannot go back by {-seconds} seconds.")
        self._base += round(seconds * 1000)

    def run_at(self, speed: float) -> None:
        """Change the speed from now on."""
        # What has passed so far passed at the old speed: the base moves up to now before the new one counts.
        self._base, self._since, self.speed = self.now(), self._real(), speed


@dataclass
class Agenda:
    """A queue of (instant, kind, row), and who plays each kind; what was planned first comes first."""

    handlers: dict[str, Callable[[int, int], None]] = field(default_factory=dict)
    _entries: list[tuple[int, int, str, int]] = field(default_factory=list)
    _serial: int = 0

    def plan(self, due: int, kind: str, row: int) -> None:
        """Plan something for a row at an instant; NEVER is not kept."""
        if due < NEVER:
            self._serial += 1  # the second key: a heap does not keep the order of what is due at the same instant
            heapq.heappush(self._entries, (due, self._serial, kind, row))

    def next_at(self) -> int:
        """The earliest planned instant, NEVER when nothing is planned."""
        return self._entries[0][0] if self._entries else NEVER

    def play(self, at: int) -> None:
        """Take the earliest entry and have it happen at `at`."""
        _due, _serial, kind, row = heapq.heappop(self._entries)
        self.handlers[kind](row, at)
