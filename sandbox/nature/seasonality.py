"""When orders arrive: hours and weekdays of Europe/Paris, holidays, slow days, days of events."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandbox.nature import paris
from sandbox.nature.draws import generator, stream, uniforms

_HOURS: Final = np.array(
    [9, 5, 3, 2, 2, 4, 10, 22, 38, 52, 60, 62, 64, 66, 60, 56, 56, 60, 66, 74, 88, 92, 64, 28], dtype=np.float64
)
_WEEKDAYS: Final = np.array([1.12, 1.04, 1.0, 0.96, 0.92, 0.9, 1.14])
_MONTHS: Final = np.array([1.1, 0.92, 0.95, 0.97, 1.0, 0.98, 1.0, 0.82, 1.02, 1.04, 1.3, 1.15])


@cache
def _months() -> NDArray[np.int64]:
    days = np.arange(len(paris.working_flags())).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64) % 12


def day_factors(seed: int, days: NDArray[np.int64]) -> NDArray[np.float64]:
    """How busy local days are, 1.0 being an ordinary one; one day in sixteen is slow, one in fifty very busy."""
    weekdays = (days + 3) % 7
    luck = uniforms(stream(seed, "slow days"), days)
    factors = _WEEKDAYS[weekdays] * _MONTHS[_months()[days]] * (0.88 + 0.24 * uniforms(stream(seed, "days"), days))
    factors = np.where(luck < 1 / 16, factors * 0.45, np.where(luck > 0.98, factors * 1.8, factors))
    is_holiday = ~paris.working_flags()[days] & (weekdays < 5)
    ordinary: NDArray[np.float64] = np.where(is_holiday, factors * 0.7, factors)
    return ordinary


def hour_weights(seed: int, hours: NDArray[np.int64]) -> NDArray[np.float64]:
    """Expected share of an average day's orders in each UTC hour (number of hours since 1970)."""
    walls = paris.local(hours * paris.HOUR)
    days, clock = walls // paris.DAY, walls % paris.DAY // paris.HOUR
    weights: NDArray[np.float64] = day_factors(seed, days) * _HOURS[clock] / _HOURS.sum()
    return weights


def past_arrivals(seed: int, start: int, end: int, count: int) -> NDArray[np.int64]:
    """Exactly `count` instants between two, ascending, spread by the seasonality."""
    rng = generator(seed, "past arrivals")
    hours = np.arange(start // paris.HOUR, -(-end // paris.HOUR), dtype=np.int64)
    weights = hour_weights(seed, hours)
    drawn = rng.choice(hours, size=count, p=weights / weights.sum()) * paris.HOUR
    instants = drawn + rng.integers(0, paris.HOUR, count)
    return np.sort(start + (instants - start) % (end - start))


def hour_arrivals(seed: int, hour: int, daily: float) -> NDArray[np.int64]:
    """The instants of one UTC hour's orders, the same whenever they are asked for."""
    rng = generator(seed, "arrivals", hour)
    expected = daily * float(hour_weights(seed, np.array([hour]))[0])
    return np.sort(hour * paris.HOUR + rng.integers(0, paris.HOUR, rng.poisson(expected)))
