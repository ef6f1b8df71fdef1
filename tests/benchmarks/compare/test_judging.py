from __future__ import annotations

import pytest

from benchmarks.compare.judging import Comparison, Reading, compared


def runs(*values: float, figure: str = "round", unit: str = "s") -> list[Reading]:
    return [Reading(figure, unit, value) for value in values]


def verdict(base: list[Reading], new: list[Reading]) -> str:
    (one,) = compared(base, new)
    return one.verdict


def test_medians_ratio_and_spread_of_base_are_told() -> None:
    assert compared(runs(10, 9.9, 10.2, 10.1, 10.0), runs(13, 12, 20, 11, 12)) == [
        Comparison("round", "s", 10.0, 12, 1.2, pytest.approx(10.2 / 9.9 - 1), "worse")
    ]


def test_a_calm_machine_makes_nothing_of_five_percent() -> None:
    assert verdict(runs(10, 10, 10), runs(10.5, 10.5, 10.5)) == "same"
    assert verdict(runs(10, 10, 10), runs(10.51, 10.51, 10.51)) == "worse"


def test_what_base_differs_from_itself_is_noise() -> None:
    assert verdict(runs(8, 10, 12), runs(14, 14, 14)) == "same"
    assert verdict(runs(8, 10, 12), runs(15.1, 15.1, 15.1)) == "worse"


def test_one_slow_run_of_the_new_version_is_not_the_new_version() -> None:
    assert verdict(runs(10, 10, 10), runs(10, 10, 99)) == "same"


@pytest.mark.parametrize(("new", "expected"), [(9.6, "same"), (9.4, "better")])
def test_better_asks_as_much_as_worse(new: float, expected: str) -> None:
    assert verdict(runs(10, 10, 10), runs(new, new, new)) == expected


def test_a_rate_is_the_better_the_higher() -> None:
    before = runs(20_000, 20_000, figure="landing", unit="orders/s")
    assert verdict(before, runs(18_000, 18_000, figure="landing", unit="orders/s")) == "worse"
    assert verdict(before, runs(22_000, 22_000, figure="landing", unit="orders/s")) == "better"


def test_a_figure_of_one_side_is_said_and_not_compared() -> None:
    base = runs(1.0, 3.0, figure="old") + runs(2.0, figure="both")
    new = runs(2.0, figure="both") + runs(4.0, figure="young")
    assert compared(base, new) == [
        Comparison("old", "s", 2.0, None, None, None, "only in BASE"),
        Comparison("both", "s", 2.0, 2.0, 1.0, 0.0, "same"),
        Comparison("young", "s", None, 4.0, None, None, "only now"),
    ]


def test_a_figure_in_another_unit_is_another_figure() -> None:
    assert [one.verdict for one in compared(runs(1.0, unit="s"), runs(1000.0, unit="ms"))] == [
        "only in BASE",
        "only now",
    ]


def test_nothing_that_becomes_something_is_worse_and_nothing_that_stays_nothing_is_the_same() -> None:
    assert verdict(runs(0.0, 0.0), runs(0.1, 0.1)) == "worse"
    assert verdict(runs(0.0, 0.0), runs(0.0, 0.0)) == "same"
