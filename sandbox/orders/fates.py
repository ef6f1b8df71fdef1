"""What happens to an order by itself, and what the simulated seller does: delays and decisions per row.

Every answer is a function of seed and row, for one row or for a column of rows alike. Durations and instants are
milliseconds; NEVER is an instant that does not come.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sandbox.buyers.buyers import TOWNS, Buyers
from sandbox.carriers.carriers import extra_days
from sandbox.contract.choices import Choices
from sandbox.nature import paris
from sandbox.nature.draws import stream, uniforms
from sandbox.nature.paris import NEVER

REJECTED_SHARE: Final = 0.007
REFUSED_SHARE: Final = 0.06
FORGOTTEN_SHARE: Final = 0.003
LATE_SHARE: Final = 0.03
LOST_SHARE: Final = 0.012
_SOUTH: Final = ("06", "13", "20", "83", "84")
_FAR: Final = np.array([4.0 if t.is_overseas else 0.8 if t.postal_code.startswith(_SOUTH) else 0.0 for t in TOWNS])
"""Days more that parcels need to each town: the seller sends from the north."""


class _Draws:
    def __init__(self, seed: int) -> None:
        self._seed = seed

    def _of(self, purpose: str, rows: Any) -> Any:
        return uniforms(stream(self._seed, purpose), rows)


def _whole(values: Any) -> Any:
    return np.asarray(values).astype(np.int64)


class Fates(_Draws):
    """What the marketplace, the buyers, the warehouse and the carriers do."""

    def __init__(self, seed: int, choices: Choices) -> None:
        super().__init__(seed)
        self._choices = choices
        self._buyers = Buyers(seed)

    def is_rejected(self, rows: Any) -> Any:
        """Whether the order fails a control."""
        return self._of("rejected", rows) < REJECTED_SHARE

    def checks(self, rows: Any) -> Any:
        """Time in Processing: one to fifteen minutes, now and then hours."""
        luck = self._of("checks", rows)
        return _whole(np.where(luck > 0.97, 3_600_000 * (1 + 2 * (luck - 0.97) / 0.03), 60_000 + luck * 840_000))

    def impatience(self, rows: Any) -> Any:
        """Time after which the buyer cancels an order nobody accepted; NEVER for most."""
        luck = self._of("impatience", rows)
        return _whole(np.where(luck < 0.06, luck / 0.06 * 40 * paris.HOUR + 600_000, NEVER))

    def deadline(self, created: Any) -> Any:
        """Instant at which an unanswered order is cancelled."""
        return paris.after_working_days(np.asarray(created), self._choices.acceptance_working_days)

    def preparation(self, rows: Any) -> Any:
        """Time from Accepted to InPreparation."""
        return _whole((0.4 + 1.2 * self._of("preparation", rows)) * self._choices.preparation_delay_seconds * 1000)

    def regret(self, rows: Any) -> Any:
        """Time in InPreparation after which the buyer asks to cancel; NEVER for most."""
        luck = self._of("regret", rows)
        return _whole(np.where(luck < 0.02, luck / 0.02 * 36 * paris.HOUR + 1_800_000, NEVER))

    def warehouse(self, rows: Any) -> Any:
        """Time the marketplace's warehouse needs to ship."""
        return _whole((4 + 26 * self._of("warehouse", rows)) * paris.HOUR)

    def transit(self, rows: Any, customers: Any) -> Any:
        """Time from the carrier to the buyer, by carrier and town; NEVER for a lost parcel."""
        luck = self._of("transit", rows)
        usual = 0.8 + 3.4 * luck + 3.0 * np.maximum(luck - 0.8, 0) / 0.2
        days = np.maximum(usual + extra_days(rows) + _FAR[self._buyers.towns(customers)], 0.5)
        return _whole(np.where(luck > 1 - LOST_SHARE, NEVER, days * paris.DAY))


def _in_office_hours(instants: Any, luck: Any) -> Any:
    walls = paris.local(instants)
    days, clock = walls // paris.DAY, walls % paris.DAY
    is_night = (clock < 8 * paris.HOUR) | (clock >= 20 * paris.HOUR)
    days = days + (clock >= 20 * paris.HOUR)
    is_sunday = (days + 3) % 7 == 6
    days = days + is_sunday
    morning = 8 * paris.HOUR + _whole(luck * 2 * paris.HOUR)
    return np.where(is_night | is_sunday, paris.utc(days * paris.DAY + morning), instants)


class Habits(_Draws):
    """How the simulated seller works: in the past always, from the start on only as the autopilot."""

    def refuses(self, rows: Any) -> Any:
        """Whether the seller refuses the order."""
        return self._of("refuses", rows) < REFUSED_SHARE

    def answer(self, rows: Any, waiting_since: Any, deadline: Any) -> Any:
        """Instant of the seller's answer, in working hours and before the deadline; NEVER when forgotten."""
        luck = self._of("answer", rows)
        delay = _whole(np.minimum(np.exp(1.1 + 1.3 * np.sqrt(2) * (luck - 0.5) * 2), 40) * paris.HOUR)
        answer = _in_office_hours(np.asarray(waiting_since) + delay, self._of("morning", rows))
        answer = np.maximum(np.minimum(answer, deadline - 600_000), np.asarray(waiting_since) + 60_000)
        return np.where(self._of("forgotten", rows) < FORGOTTEN_SHARE, NEVER, answer)

    def shipping(self, rows: Any, prepared: Any, ship_by: Any) -> Any:
        """Instant at which the seller ships: on a working day before `ship_by`, three in a hundred late."""
        luck, hour = self._of("ship day", rows), self._of("ship hour", rows)
        first = paris.working_number(paris.local_day(np.asarray(prepared)))
        last = paris.working_number(paris.local_day(np.asarray(ship_by)))
        day = paris.working_day(first + _whole(luck * np.maximum(last - first + 1, 1)))
        planned = paris.utc(day * paris.DAY + _whole((9 + 8.5 * hour) * paris.HOUR))
        in_time = np.minimum(np.maximum(planned, np.asarray(prepared) + 1_200_000), np.asarray(ship_by) - 60_000)
        lateness = _whole((3 + 60 * self._of("lateness", rows)) * paris.HOUR)
        is_late = self._of("late", rows) < LATE_SHARE
        return np.where(is_late, np.asarray(ship_by) + lateness, np.maximum(in_time, np.asarray(prepared) + 60_000))


@dataclass(frozen=True)
class Rules:
    """What decides the course of orders in a world."""

    fates: Fates
    habits: Habits
    choices: Choices
