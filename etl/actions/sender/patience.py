"""How long to wait, how often to try, and when a person is better placed than another try."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Patience:
    """The waits of the outbox.

    settling_delay: how long after a request of unknown outcome its effect may still land; nothing is sent before.
    confirm_for: how long an acknowledged effect may stay invisible before a person is asked.
    work_for: how long the marketplace may say that it is working on something.
    first_wait, longest_wait: bounds of the exponential back-off; give_up_after: from asking (or asking again) on.
    max_sends: requests of unknown outcome or refused; refusals_believed: refusals, each followed by a reading that
    shows the object untouched, after which the marketplace's no is final.
    """

    settling_delay: timedelta = timedelta(seconds=5)
    confirm_delay: timedelta = timedelta(seconds=1)
    confirm_for: timedelta = timedelta(minutes=10)
    work_for: timedelta = timedelta(hours=24)
    first_wait: timedelta = timedelta(seconds=2)
    longest_wait: timedelta = timedelta(minutes=5)
    give_up_after: timedelta = timedelta(hours=6)
    max_sends: int = 8
    refusals_believed: int = 3

    def back_off(self, failures: int, jitter: random.Random) -> timedelta:
        """How long to wait after that many failures in a row: doubling, capped, spread by up to a fifth either way."""
        # Capped before it is shifted, spread after: actions that failed together must not come back together.
        doubled = self.first_wait * (1 << min(max(failures, 1) - 1, 20))
        return min(doubled, self.longest_wait) * jitter.uniform(0.8, 1.2)

    def next_look(self, since: datetime, now: datetime) -> timedelta:
        """How long to wait before reading again, the longer the later it is; `since` is when the request ended."""
        if now < since:  # the clock was set back since: nobody knows how late it is
            return self.longest_wait
        return min(max((now - since) / 2, self.confirm_delay), self.longest_wait)
