"""The gateway's call quota: so many calls in a minute of real time, then 403 until the minute has passed."""

from collections.abc import Callable

from sandbox.contract.errors import GatewayRefusal


def quota_refusal(wait_seconds: float) -> GatewayRefusal:
    """The gateway's 403, with the wait only in its text (API sheet 1.3 b)."""
    whole = max(1, round(wait_seconds))
    wait = f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return GatewayRefusal(403, f"Out of call volume quota. Quota will be replenished in {wait}.")


class Quota:
    """Counts calls in fixed minutes of a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._began, self._calls = now(), 0

    def spend(self, per_minute: float) -> None:
        """Count one call; raises GatewayRefusal beyond the quota. A quota of 0 is none."""
        now = self._now()
        if now - self._began >= 60:
            self._began, self._calls = now, 0
        self._calls += 1
        if per_minute and self._calls > per_minute:
            raise quota_refusal(60 - (now - self._began))
