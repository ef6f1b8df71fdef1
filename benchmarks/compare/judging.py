"""Whether a version has become slower: the runs of both, figure by figure. Nothing here measures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

TOLERANCE: Final = 0.05
"""A difference below this is never called one, however calm the machine was."""

WORSE: Final = "worse"
BETTER: Final = "better"
SAME: Final = "same"
ONLY_BASE: Final = "only in BASE"
ONLY_NEW: Final = "only now"


@dataclass(frozen=True)
class Reading:
    """One figure of one run. A unit that ends in `/s` is the better the higher, every other the lower."""

    figure: str
    unit: str
    value: float


@dataclass(frozen=True)
class Comparison:
    """One figure over all runs of both versions; None where a version does not have it.

    `ratio` is new by base as measured; `spread` is the slowest run of BASE by its fastest, less one.
    """

    figure: str
    unit: str
    base: float | None
    new: float | None
    ratio: float | None
    spread: float | None
    verdict: str


def compared(base: Iterable[Reading], new: Iterable[Reading]) -> list[Comparison]:
    """Every figure of either version, in the order of BASE, then what only the new one has.

    A figure whose unit has changed is two figures.
    """
    before, after = _by_figure(base), _by_figure(new)
    return [_judged(*key, before.get(key, []), after.get(key, [])) for key in {**before, **after}]


def _by_figure(readings: Iterable[Reading]) -> Mapping[tuple[str, str], list[float]]:
    found: dict[tuple[str, str], list[float]] = {}
    for reading in readings:
        found.setdefault((reading.figure, reading.unit), []).append(reading.value)
    return found


def _judged(figure: str, unit: str, base: list[float], new: list[float]) -> Comparison:
    if not new:
        return Comparison(figure, unit, median(base), None, None, None, ONLY_BASE)
    if not base:
        return Comparison(figure, unit, None, median(new), None, None, ONLY_NEW)
    before, after = median(base), median(new)
    ratio, spread = _by(after, before), _by(max(base), min(base)) - 1
    slowdown = _by(before, after) if unit.endswith("/s") else ratio
    return Comparison(figure, unit, before, after, ratio, spread, _verdict(slowdown, max(TOLERANCE, spread)))


def _by(one: float, other: float) -> float:
    if one == other:
        return 1.0
    return one / other if other else math.inf


def _verdict(slowdown: float, allowed: float) -> str:
    # Both ways by the same factor: what is worse from A to B is better from B to A.
    if slowdown > 1 + allowed:
        return WORSE
    return BETTER if slowdown * (1 + allowed) < 1 else SAME
