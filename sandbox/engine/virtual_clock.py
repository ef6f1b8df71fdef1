"""Virtual time: real time multiplied, and moved by hand."""

from collections.abc import Callable
from datetime import UTC, datetime

from sandbox.nature.paris import milliseconds, moment


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
        self._base, self._since, self.speed = self.now(), self._real(), speed
