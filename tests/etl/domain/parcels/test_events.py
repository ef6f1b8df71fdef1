"""One history of many readings, whatever the order and the number of the answers."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.etl.preflight.explaining.answering import item, judge, laposte, only, scan

CODES = ("DR1", "PC1", "ET1", "MD2", "AG1", "ND1", "PB1", "DI1", "RE1", "DI2", "XZ9", None)
ROWS = st.lists(
    st.tuples(st.sampled_from(CODES), st.integers(0, 4 * 24 * 60 - 1)), max_size=9, unique_by=lambda one: one[1]
)
VERDICT = ("stage", "stage_since", "first_scan_at", "delivered_at", "handed_to", "delay_class", "delay_since")


def rows_of(drawn: list[tuple[str | None, int]]) -> list[dict[str, Any]]:
    return [scan(code, f"{24 + at // 1440} {at % 1440 // 60:02}:{at % 60:02}", f"Libellé {code}") for code, at in drawn]


@settings(max_examples=40, deadline=None)
@given(ROWS, st.randoms(use_true_random=False), st.integers(1, 8))
def test_order_and_repetition_of_dated_rows_change_nothing(drawn: Any, random: Any, cut: int) -> None:
    rows = sorted(rows_of(drawn), key=lambda one: one["date"], reverse=True)
    once = judge(laposte(item(*rows)))
    shuffled = random.sample(rows, len(rows))
    parts = [laposte(item(*shuffled[place : place + cut])) for place in range(0, len(rows), cut)]
    again = judge(laposte(item(*shuffled)), *parts, laposte(item(*rows)))
    assert only(again, *VERDICT) == only(once, *VERDICT)
    assert [one["happened_at"] for one in again["events"]] == sorted(one["happened_at"] for one in once["events"])
    assert len(again["events"]) == len(rows)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_a_verdict_agrees_with_itself(drawn: Any) -> None:
    shown = judge(laposte(item(*rows_of(drawn)[::-1])))
    assert (shown["delivered_on"] is None) == (shown["handed_to"] is None)
    assert (shown["delay_class"] is None) == (shown["delay_since"] is None)
    if shown["stage"] in {"delivered", "returned", "to_check"}:
        assert shown["delay_class"] is None
    if shown["stage"] == "delivered":
        assert shown["stage_since"] >= shown["delivered_at"]
    if shown["stage"] in {"in_transit", "out_for_delivery", "waiting_at_pickup", "delivered"}:
        assert shown["first_scan_at"] is not None


def test_news_stand_behind_the_row_they_follow() -> None:
    first = laposte(item(scan(None, None, "b"), scan("PC1", "25 10:00", "a")), read="2026-11-26T08:00:00Z")
    more = laposte(item(scan(None, None, "c"), scan(None, None, "b"), scan("PC1", "25 10:00", "a")))
    assert [one["label"] for one in judge(first, more)["events"]] == ["a", "b", "c"]
    other = laposte(item(scan("ET1", None, "c")))
    assert [one["label"] for one in judge(first, other)["events"]] == ["a", "b", "c"]


def test_a_day_without_hour_stands_within_its_day_where_the_carrier_put_it() -> None:
    rows = (
        scan("ET3", "26 14:00", "d"),
        scan("ET1", "2026-11-26", "c"),
        scan("ET1", "26 08:00", "b"),
        scan("PC1", "2026-11-25", "a"),
    )
    assert [one["label"] for one in judge(laposte(item(*rows)))["events"]] == ["a", "b", "c", "d"]


def test_an_instant_written_with_another_offset_is_the_same_event() -> None:
    paris, utc = scan("PC1", "25 10:00", "a"), scan("PC1", "2026-11-25T09:00:00Z", "b")
    shown = judge(laposte(item(paris)), laposte(item(utc)))
    assert [one["label"] for one in shown["events"]] == ["b"]
