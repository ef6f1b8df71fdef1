"""Which parcel is looked up next: by need, within quotas, and a source that is down delays only its own."""

import pickle
from datetime import UTC, datetime, timedelta

import pytest

from etl.domain.tracking.schedule import LONGEST_PAUSE, Reading, Source, due_readings, next_due_at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
AMPLE = Source(per_minute=100, per_day=10_000)


def reading(number: str, urgency: int = 0, late: timedelta = MINUTE, source: str = "post") -> Reading:
    return Reading(source, number, urgency, NOW - late)


def numbers(readings: list[Reading]) -> list[str]:
    return [one.number for one in readings]


def test_the_most_urgent_comes_first_and_among_equals_what_has_waited_longest() -> None:
    waiting = [
        reading("A"),
        reading("B", 2),
        reading("C", late=HOUR),
        reading("D", 2, HOUR),
        reading("E", late=-MINUTE),
    ]
    assert numbers(due_readings(waiting, {"post": AMPLE}, NOW, 10)) == ["D", "B", "C", "A"]
    assert numbers(due_readings(waiting, {"post": AMPLE}, NOW, 3)) == ["D", "B", "C"]


def test_a_reading_that_was_made_is_due_again_after_its_interval() -> None:
    again = reading("A").read(NOW, HOUR)
    assert due_readings([again], {"post": AMPLE}, NOW + HOUR - MINUTE, 10) == []
    assert due_readings([again], {"post": AMPLE}, NOW + HOUR, 10) == [again]


def test_a_source_is_asked_no_more_than_it_allows_in_any_minute_and_any_day() -> None:
    source, made, at = Source(per_minute=2, per_day=5), [], NOW
    for _ in range(200):
        for _due in due_readings([reading(str(n)) for n in range(9)], {"post": source}, at, 9):
            source = source.answered(at)
            made.append(at)
        at += timedelta(seconds=20)
    assert len(made) == 5
    assert max(sum(at - MINUTE < call <= at for call in made) for at in made) == 2
    assert source.room(made[0] + timedelta(days=1)) == 2
    assert len(source.answered(NOW + timedelta(days=3)).calls) == 1


def test_a_source_without_room_leaves_the_others_theirs() -> None:
    sources = {"post": Source(per_minute=1, per_day=10), "other": AMPLE}
    waiting = [reading("A", 5), reading("B", 5), reading("C", source="other"), reading("D", source="unknown")]
    assert numbers(due_readings(waiting, sources, NOW, 10)) == ["A", "C"]


def test_a_source_that_is_down_delays_nothing_else_and_is_tried_with_one_call() -> None:
    sources = {"post": AMPLE.failed(NOW), "other": AMPLE}
    waiting = [reading("A", 5), reading("B", 5), reading("C", source="other")]
    assert numbers(due_readings(waiting, sources, NOW, 10)) == ["C"]
    assert numbers(due_readings(waiting, sources, NOW + MINUTE, 10)) == ["A", "C"]


def test_the_pause_doubles_with_each_failure_up_to_an_hour() -> None:
    source, pauses, at = AMPLE, [], NOW
    for _ in range(9):
        source = source.failed(at)
        assert source.down_until is not None
        pauses.append((source.down_until - at) // MINUTE)
        at = source.down_until
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    for _ in range(2_000):
        source = source.failed(at)
    assert source.down_until == at + LONGEST_PAUSE


def test_what_an_outage_held_up_comes_first_when_its_source_is_back() -> None:
    back = AMPLE.failed(NOW - HOUR).answered(NOW)
    waiting = [reading("U", 9, source="other"), reading("A", late=HOUR), reading("B", 1)]
    later = Reading("post", "L", 9, NOW + MINUTE)
    sources = {"post": back, "other": AMPLE}
    assert numbers(due_readings([*waiting, later], sources, NOW + MINUTE, 10)) == ["B", "A", "U", "L"]
    assert back.room(NOW) == 99


def test_an_answer_without_a_failure_before_it_puts_nothing_first() -> None:
    waiting = [reading("U", 9, source="other"), reading("A", late=HOUR)]
    assert numbers(due_readings(waiting, {"post": AMPLE.answered(NOW), "other": AMPLE}, NOW, 10)) == ["U", "A"]


@pytest.mark.parametrize("stopped_after", range(7))
def test_stopped_anywhere_and_taken_up_from_what_was_kept_the_order_is_the_same(stopped_after: int) -> None:
    def some(state: bytes, count: int) -> tuple[list[str], bytes]:
        waiting, source, at = pickle.loads(state)  # noqa: S301
        made: list[str] = []
        while len(made) < count and waiting:
            for due in due_readings(waiting, {"post": source}, at, 1):
                is_down = due.number == "3" and source.failures == 0
                source = source.failed(at) if is_down else source.answered(at)
                if not is_down:
                    waiting = [one for one in waiting if one != due]
                    made.append(due.number)
            at += timedelta(seconds=10)
        return made, pickle.dumps((waiting, source, at))

    kept = pickle.dumps(([reading(str(n), n % 3) for n in range(7)], Source(2, 50), NOW))
    whole, _ = some(kept, 7)
    first, kept = some(kept, stopped_after)
    rest, _ = some(kept, 7)
    assert first + rest == whole
    assert sorted(whole) == [str(n) for n in range(7)]


def test_when_to_look_again_is_when_a_reading_is_due_and_its_source_has_room() -> None:
    waiting = [Reading("post", "A", 0, NOW + 2 * HOUR), Reading("other", "B", 0, NOW - HOUR)]
    assert next_due_at(waiting, {"post": AMPLE, "other": AMPLE}, NOW) == NOW
    assert next_due_at(waiting, {"post": AMPLE, "other": AMPLE.failed(NOW)}, NOW) == NOW + MINUTE
    spent = Source(per_minute=1, per_day=1).answered(NOW)
    assert next_due_at(waiting, {"post": AMPLE, "other": spent}, NOW) == NOW + 2 * HOUR
    assert next_due_at(waiting[1:], {"other": spent}, NOW) == NOW + timedelta(days=1)
    assert next_due_at([], {"other": spent}, NOW) is None
