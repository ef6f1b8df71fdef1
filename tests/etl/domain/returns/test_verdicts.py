"""Whole verdicts: cases worked by hand, and random ones against an oracle that walks through the days one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from etl.domain.returns.verdicts import ReturnFacts, ReturnKind, ReturnVerdict, return_verdict

ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)
PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 9, 1, 7, tzinfo=UTC)
SOLD = ReturnFacts(ReturnKind.WITHDRAWAL, price=Decimal("100.00"), delivery_cost=Decimal("0.00"))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


NOTICE = paris("2026-05-17T12:00")  # a Sunday; the trader's 14 days end with Sunday 31 May
ENDS = paris("2026-06-01T00:00")
EARLY = paris("2026-06-03T00:30")
LATER = paris("2026-07-01T12:00")


def judged(now: datetime = NOW, **facts: Any) -> ReturnVerdict:
    given = replace(SOLD, received_on=(date(2026, 5, 11),), notice_at=NOTICE)
    return return_verdict(replace(given, **facts), now)


@pytest.mark.parametrize(
    ("now", "facts", "wanted"),
    [
        # no event: due, provisionally, until the end of the fourteenth day; held from that midnight on
        ("2026-05-31T23:59:59", {}, ("due", ENDS, None, 0)),
        ("2026-06-01T00:00", {}, ("held", None, ENDS, 0)),
        ("2026-08-01T00:00", {}, ("held", None, ENDS, 0)),
        # an event by then: due at that end, late from the day after it on
        ("2026-06-01T00:00", {"proof_at": ENDS}, ("overdue", ENDS, None, 1)),
        ("2026-05-31T23:59:59", {"goods_at": NOTICE}, ("due", ENDS, None, 0)),
        ("2026-05-31T23:59:59", {"goods_at": NOTICE - timedelta(days=3)}, ("due", ENDS, None, 0)),
        # an event after it: due at the event, the rest of its day is in time
        ("2026-06-03T23:59:59", {"proof_at": EARLY}, ("due", EARLY, ENDS, 0)),
        ("2026-06-04T00:00", {"goods_at": EARLY + 23 * ONE_HOUR}, ("overdue", EARLY + 23 * ONE_HOUR, ENDS, 1)),
        # the earlier of the two
        ("2026-06-13T12:00", {"proof_at": EARLY + 4 * ONE_DAY, "goods_at": EARLY}, ("overdue", EARLY, ENDS, 10)),
        ("2026-06-13T12:00", {"proof_at": EARLY, "goods_at": EARLY + 4 * ONE_DAY}, ("overdue", EARLY, ENDS, 10)),
        # refunded: late or not by its own day
        ("2026-08-01T12:00", {"refunded_at": NOTICE + 3 * ONE_DAY}, ("refunded", None, None, 0)),
        ("2026-08-01T12:00", {"refunded_at": ENDS}, ("refunded", None, ENDS, 0)),
        ("2026-08-01T12:00", {"refunded_at": ENDS + 20 * ONE_DAY}, ("refunded", None, ENDS, 0)),
        ("2026-08-01T12:00", {"proof_at": NOTICE, "refunded_at": EARLY}, ("refunded", ENDS, None, 3)),
        # refunded before the goods came: what made it due is the event, and it was never late
        ("2026-08-01T12:00", {"refunded_at": EARLY, "goods_at": LATER}, ("refunded", LATER, ENDS, 0)),
        ("2026-08-01T12:00", {"refunded_at": NOTICE, "goods_at": LATER}, ("refunded", LATER, None, 0)),
    ],
)
def test_a_withdrawal_is_due_held_overdue_or_refunded(
    now: str, facts: dict[str, datetime], wanted: tuple[str, datetime | None, datetime | None, int]
) -> None:
    verdict = judged(paris(now), **facts)
    clock = verdict.clock
    assert (clock.state, clock.due_at, clock.held_since, clock.days_late) == wanted
    assert clock.is_provisional == (clock.state == "due" and not facts)


@pytest.mark.parametrize("refunded_at", [None, paris("2026-08-01T12:00")])
@pytest.mark.parametrize(
    ("facts", "state", "is_in_time"),
    [
        ({"notice_at": None, "received_on": (date(2026, 4, 27),)}, "no_notice", None),
        ({"notice_at": None, "received_on": (date(2026, 4, 27),), "goods_at": NOTICE}, "no_notice", None),
        ({"received_on": (date(2026, 4, 27),)}, "out_of_time", False),
        ({"received_on": (date(2026, 4, 27),), "goods_at": NOTICE}, "out_of_time", False),
    ],
)
def test_without_a_notice_in_time_nothing_is_due_nor_late(
    facts: dict[str, Any], state: str, is_in_time: bool | None, refunded_at: datetime | None
) -> None:
    verdict = judged(**facts, refunded_at=refunded_at)
    clock = verdict.clock
    assert clock.state == ("refunded" if refunded_at else state)
    assert (clock.due_at, clock.held_since, clock.days_late, verdict.surcharge.tier) == (None, None, 0, "none")
    assert (verdict.is_in_time, verdict.exposure) == (is_in_time, 0)
    assert verdict.clauses == ("L221-18",)


def test_the_window_is_over_at_its_very_end() -> None:
    (received,) = SOLD.received_on or (date(2026, 5, 11),)
    end = paris("2026-05-27T00:00")  # moved off Whit Monday
    in_time = judged(received_on=(received,), notice_at=end - timedelta(microseconds=1))
    late = judged(received_on=(received,), notice_at=end)
    assert (in_time.is_in_time, late.is_in_time) == (True, False)
    assert late.clauses == ("L221-18", "L221-19")


def test_what_came_back_by_itself_has_no_clock_unless_notice_was_given_as_well() -> None:
    for kind in (ReturnKind.RETURNED_TO_SENDER, ReturnKind.REFUSED_AT_DOOR):
        alone = judged(kind=kind, notice_at=None, goods_at=NOTICE)
        assert (alone.clock.state, alone.window, alone.is_in_time, alone.clauses) == ("no_notice", None, None, ())
        with_notice = judged(kind=kind, received_on=(None,), goods_at=NOTICE + ONE_DAY, now=NOTICE + 2 * ONE_DAY)
        assert (with_notice.clock.state, with_notice.clock.due_at) == ("due", ENDS)
        assert (with_notice.window, with_notice.is_in_time, with_notice.clauses) == (None, None, ("L221-24",))


@pytest.mark.parametrize(
    ("ended_on", "facts", "wanted"),
    [
        (None, {}, ("no_notice", None, "none", "0.00")),
        (date(2026, 8, 18), {}, ("due", "2026-09-02T00:00", "none", "0.00")),
        (date(2026, 8, 17), {}, ("overdue", "2026-09-01T00:00", "10", "10.60")),
        (date(2026, 8, 4), {}, ("overdue", "2026-08-19T00:00", "10", "10.60")),
        (date(2026, 8, 3), {}, ("overdue", "2026-08-18T00:00", "20", "21.20")),
        (date(2026, 7, 19), {}, ("overdue", "2026-08-03T00:00", "20", "21.20")),
        (date(2026, 7, 18), {}, ("overdue", "2026-08-02T00:00", "50", "53.00")),
        (date(2026, 7, 18), {"refunded_at": paris("2026-08-02T00:00")}, ("refunded", "2026-08-02T00:00", "10", "0.00")),
        (
            date(2026, 7, 18),
            {"refunded_at": paris("2026-08-01T23:59")},
            ("refunded", "2026-08-02T00:00", "none", "0.00"),
        ),
        (None, {"refunded_at": NOTICE}, ("refunded", None, "none", "0.00")),
    ],
)
def test_what_was_never_delivered_has_a_clock_and_a_ladder_of_its_own(
    ended_on: date | None, facts: dict[str, Any], wanted: tuple[str, str | None, str, str]
) -> None:
    kind, cost = ReturnKind.NON_DELIVERY, Decimal("6.00")
    verdict = judged(kind=kind, delivery_cost=cost, contract_ended_on=ended_on, **facts)
    state, due_at, tier, exposure = wanted
    assert (verdict.clock.state, verdict.clock.due_at) == (state, due_at and paris(due_at))
    assert (verdict.surcharge.tier, verdict.exposure) == (tier, Decimal(exposure))
    assert (verdict.window, verdict.is_in_time, verdict.clock.held_since) == (None, None, None)
    assert verdict.clauses == (*["L216-7"] * bool(ended_on), *["L241-4"] * (tier != "none"))


def test_exposure_grows_while_it_is_unpaid_and_is_nothing_once_it_is_paid() -> None:
    unpaid = [judged(paris("2026-05-31T12:00") + n * ONE_DAY, proof_at=NOTICE).exposure for n in (0, 1, 10, 11, 61)]
    assert unpaid == [Decimal(text) for text in ("0.00", "0.02", "0.18", "5.00", "50.00")]
    paid = judged(proof_at=NOTICE, refunded_at=paris("2026-06-11T12:00"))
    assert (paid.surcharge.amount, paid.exposure) == (Decimal("5.00"), 0)
    assert judged(proof_at=paris("2026-08-28T12:00")).exposure is None  # the rate of that half-year is not entered


# The oracle. It shares no code with what it judges: its own calendar, cents and fractions, one day after the other.

RATES = {(2025, 2): Fraction(665, 10_000), (2026, 1): Fraction(667, 10_000)}
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))


def easter(year: int) -> date:
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    full_moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + full_moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=full_moon - weekday)


def is_off(day: date) -> bool:
    moving = {easter(day.year) + timedelta(days=days) for days in (1, 39, 50)}
    return day.weekday() >= 5 or (day.month, day.day) in FIXED or day in moving


def day_of(at: datetime) -> date:
    return at.astimezone(PARIS).date()


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + ONE_DAY, datetime.min.time(), PARIS).astimezone(UTC)


def cents(amount: Fraction) -> Decimal:
    return Decimal((amount * 100 + Fraction(1, 2)).__floor__()) / 100


def next_percent(percent: int, day_late: int, *, is_delivered: bool) -> int:
    if not is_delivered:
        return 10 if day_late <= 14 else 20 if day_late <= 30 else 50
    if day_late > 90 and (day_late - 91) % 30 == 0:
        return percent + 5
    return {11: 5, 21: 10, 31: 20, 61: 50}.get(day_late, percent)


def expected(facts: ReturnFacts, now: datetime) -> dict[str, Any]:
    window = None
    if facts.kind == "withdrawal" or (facts.kind != "non_delivery" and facts.notice_at):
        days = facts.received_on
        if days and None not in days:
            window = max(days)  # type: ignore[type-var]
            for _ in range(14):
                window += ONE_DAY
            while is_off(window):
                window += ONE_DAY
    ends_at = window and midnight_after(window)
    in_time = None if not (facts.notice_at and ends_at) else facts.notice_at < ends_at
    due, held, good, state = clock_of(facts, now, in_time)
    until = day_of(facts.refunded_at or now)
    tier, surcharge, interest, late = walk(facts, good, until)
    if facts.refunded_at:
        state = "refunded"
    elif late:
        state = "overdue"
    owed = None if interest is None else surcharge + interest
    return {
        "ends_at": ends_at,
        "in_time": in_time,
        "due": due,
        "held": held,
        "state": state,
        "late": late,
        "tier": tier,
        "surcharge": surcharge,
        "interest": interest,
        "exposure": owed if state == "overdue" else Decimal(0),
    }


Clock = tuple[datetime | None, datetime | None, date | None, str]


def clock_of(facts: ReturnFacts, now: datetime, in_time: bool | None) -> Clock:
    if facts.kind == "non_delivery":
        ended_on = facts.contract_ended_on
        good = ended_on and ended_on + 14 * ONE_DAY
        return (midnight_after(good), None, good, "due") if good else (None, None, None, "no_notice")
    if facts.notice_at is None or in_time is False:
        return None, None, None, "no_notice" if facts.notice_at is None else "out_of_time"
    good = day_of(facts.notice_at) + 14 * ONE_DAY
    end = midnight_after(good)
    events = sorted(at for at in (facts.proof_at, facts.goods_at) if at)
    held = None if facts.refunded_at is not None and facts.refunded_at < end else end
    if events:
        return (end, None, good, "due") if events[0] <= end else (events[0], held, day_of(events[0]), "due")
    if facts.refunded_at or now >= end:
        return None, held, None, "held"
    return end, None, good, "due"


def walk(facts: ReturnFacts, good: date | None, until: date) -> tuple[str, Decimal, Decimal | None, int]:
    """One day after the other from the last good one to the day it is paid, or is."""
    price, base = Fraction(facts.price), Fraction(facts.price) + Fraction(facts.delivery_cost)  # type: ignore[arg-type]
    tier, surcharge, late, percent, is_capped = "none", Fraction(0), 0, 0, False
    interest: Fraction | None = Fraction(0)
    day = good
    while day is not None and day < until:
        day, late = day + ONE_DAY, late + 1
        percent = next_percent(percent, late, is_delivered=facts.kind != "non_delivery")
        if not is_capped and facts.kind != "non_delivery" and base * percent / 100 > price:
            is_capped, interest = True, Fraction(0)
        if not is_capped and percent:
            tier, surcharge, interest = str(percent), base * percent / 100, Fraction(0)
            continue
        tier, surcharge = "legal_interest", price if is_capped else Fraction(0)
        rate = RATES.get((day.year, 1 if day.month < 7 else 2))
        interest = None if interest is None or rate is None else interest + base * rate / 365
    return tier, cents(surcharge), interest if interest is None else cents(interest), late


def random_facts(draw: random.Random) -> tuple[ReturnFacts, datetime]:
    start = datetime(2025, 7, 2, tzinfo=UTC) + timedelta(minutes=draw.randrange(60 * 24 * 420))
    now = start + timedelta(minutes=draw.randrange(60 * 24 * draw.choice((20, 60, 150, 700))))

    def near(share: float, days: int) -> datetime | None:
        at = start + timedelta(minutes=draw.randrange(-60 * 24 * 3, 60 * 24 * days))
        if draw.random() < 0.2:  # on a midnight in Paris, where days change
            at = midnight_after(day_of(at))
        return at if draw.random() < share and at <= now else None

    kind = draw.choice((*[ReturnKind.WITHDRAWAL] * 6, *ReturnKind))
    received = [day_of(start) - timedelta(days=draw.randrange(20)) for _ in range(draw.choice((1, 1, 1, 2, 3)))]
    ended_on = near(0.9, 20)
    return ReturnFacts(
        kind=kind,
        received_on=tuple(None if draw.random() < 0.07 else day for day in received),
        notice_at=near(0.9, 8),
        proof_at=near(0.5, 40),
        goods_at=near(0.5, 60),
        refunded_at=near(0.4, 500 if draw.random() < 0.3 else 60),
        contract_ended_on=ended_on and day_of(ended_on),
        price=Decimal(draw.choice((0, 100, 4890, 12900, draw.randrange(1, 100_000)))) / 100,
        delivery_cost=Decimal(draw.choice((0, 0, 599, draw.randrange(20_000)))) / 100,
    ), now


def differences(seeds: range) -> Iterator[tuple[int, str, object, object]]:
    for seed in seeds:
        facts, now = random_facts(random.Random(seed))
        verdict, wanted = return_verdict(facts, now), expected(facts, now)
        found = {
            "ends_at": verdict.window and verdict.window.ends_at,
            "in_time": verdict.is_in_time,
            "due": verdict.clock.due_at,
            "held": verdict.clock.held_since,
            "state": verdict.clock.state.value,
            "late": verdict.clock.days_late,
            "tier": verdict.surcharge.tier,
            "surcharge": verdict.surcharge.amount,
            "interest": verdict.surcharge.interest,
            "exposure": verdict.exposure,
        }
        yield from ((seed, name, found[name], wanted[name]) for name in found if found[name] != wanted[name])


def test_random_returns_are_judged_as_by_an_oracle_that_counts_every_day() -> None:
    assert list(differences(range(400))) == []


def test_the_random_returns_reach_every_state_and_every_kind_of_tier() -> None:
    seen = [expected(*random_facts(random.Random(seed))) for seed in range(400)]
    assert {one["state"] for one in seen} == {"no_notice", "out_of_time", "due", "held", "overdue", "refunded"}
    assert {"none", "legal_interest", "5", "10", "20", "50", "55"} <= {one["tier"] for one in seen}
    assert any(one["tier"] == "legal_interest" and one["surcharge"] for one in seen)
    assert any(one["interest"] is None for one in seen)


@pytest.mark.slow
def test_ten_thousand_random_returns_are_judged_as_by_the_oracle() -> None:
    assert list(differences(range(10_000))) == []
