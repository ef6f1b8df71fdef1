"""What threads oblige to, against a second judge that walks through one thread at a time."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import polars as pl

from etl.domain.messages.obligations import thread_obligations
from etl.domain.messages.threads import MESSAGE_SCHEMA, THREAD_SCHEMA, TREATED_SCHEMA, in_order
from etl.domain.obligations.judging import judged

BEGIN = datetime(2026, 3, 26, 22, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
DAYS_OFF = {date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25)}
SENDERS = ("customer", "seller", "operator", "automatic", "unknown")


class Thread(NamedTuple):
    thread_id: str
    created_at: datetime
    is_open: bool | None
    is_claim: bool
    messages: list[tuple[str, str, datetime | None]]
    treated: list[datetime]


def drawn(draw: random.Random, number: int) -> Thread:
    at = BEGIN + timedelta(hours=draw.randrange(24 * 50))
    messages: list[tuple[str, str, datetime | None]] = []
    for place in range(draw.randrange(7)):
        at += timedelta(seconds=draw.choice((0, 1, 3600, 40_000, 172_800, 172_801, 400_000)))
        messages.append((f"{number}.{place}", draw.choice(SENDERS), None if draw.random() < 0.1 else at))
    treated = [at + timedelta(seconds=draw.choice((-172_800, -1, 0, 7))) for _ in range(draw.choice((0, 0, 1, 2)))]
    is_open = draw.choice((True, True, False, None))
    return Thread(
        f"T{number}", messages[0][2] or BEGIN if messages else BEGIN, is_open, draw.random() < 0.5, messages, treated
    )


def second_judge(thread: Thread, now: datetime) -> tuple[list[Any], list[Any]]:
    """Runs and claim of a thread whose messages stand in their order, as (opened, ended, by, due, kept)."""
    last, steps = datetime.min.replace(tzinfo=UTC), []
    for place, (_id, sender, at) in enumerate(thread.messages):
        last = at or last
        steps.append((last, 0, place, sender, at))
    steps += [(at, 1, 0, "mark", at) for at in thread.treated]
    runs: list[list[Any]] = []
    waiting: list[Any] | None = None
    for _at, _order, _place, sender, at in sorted(steps, key=lambda step: step[:3]):
        if sender in ("customer", "operator"):
            if waiting is None:
                waiting = [at, None, None]
                runs.append(waiting)
            waiting[0] = waiting[0] or at
        elif waiting is not None and at is not None and sender in ("seller", "mark"):
            waiting[1:], waiting = [at, "answer" if sender == "seller" else "treated"], None
    still_open = waiting is not None
    if waiting is not None and thread.is_open is False:
        waiting[2] = "closed"
    return [(*run, *verdict(*run, now)) for run in runs], claim_of(thread, runs, still_open, now)


def claim_of(thread: Thread, runs: list[list[Any]], still_open: bool, now: datetime) -> list[Any]:
    if not thread.is_claim:
        return []
    called = next((i for i, (_, who, at) in enumerate(thread.messages) if who == "operator" and at), None)
    since = (
        thread.messages[called][2] if called is not None else (runs[-1][0] if still_open else None) or thread.created_at
    )
    ours = [(i, at) for i, (_, who, at) in enumerate(thread.messages) if who == "seller" and at]
    after = [at for i, at in ours if (i > called if called is not None else not still_open and at > since)]
    if after:
        return [(since, min(after), "answer", *verdict(since, min(after), "answer", now))]
    by = "closed" if thread.is_open is False else None
    return [(since, None, by, *verdict(since, None, by, now))]


def verdict(opened: datetime | None, ended: datetime | None, by: str | None, now: datetime) -> tuple[Any, bool | None]:
    if opened is None:
        return None, None
    due = min(opened + timedelta(hours=48), two_working_days(opened))
    if by in ("answer", "treated"):
        assert ended is not None
        return due, False if ended > due else True if by == "answer" else None
    return due, False if by is None and now > due else None


def two_working_days(opened: datetime) -> datetime:
    local, left = opened.astimezone(PARIS), 2
    is_off = lambda day: day.weekday() > 4 or day in DAYS_OFF  # noqa: E731
    day = local.date()
    while left:
        day += timedelta(days=1)
        left -= not is_off(day)
    if is_off(local.date()):
        return datetime(day.year, day.month, day.day, tzinfo=PARIS) + timedelta(days=1)
    return datetime.combine(day, local.time(), PARIS).astimezone(UTC)


def frames(threads: list[Thread]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    rows = [(one.thread_id, None, one.created_at, one.is_open, one.is_claim) for one in threads]
    messages = [
        (one.thread_id, message_id, place, sender, at)
        for one in threads
        for place, (message_id, sender, at) in enumerate(one.messages)
    ]
    treated = [(one.thread_id, at) for one in threads for at in one.treated]
    return (
        pl.DataFrame(rows, schema=THREAD_SCHEMA, orient="row"),
        pl.DataFrame(messages, schema=MESSAGE_SCHEMA, orient="row"),
        pl.DataFrame(treated, schema=TREATED_SCHEMA, orient="row"),
    )


def test_two_judges_agree_on_a_thousand_threads_judged_in_one_go() -> None:
    draw, now = random.Random(20), BEGIN + timedelta(days=30)
    threads = [drawn(draw, number) for number in range(1000)]
    rows, messages, treated = frames(threads)
    found = judged(thread_obligations(rows, in_order(messages.sample(fraction=1, shuffle=True, seed=1)), treated), now)
    kept = {"kept": True, "broken": False}
    for kind, place in (("answer_message", 0), ("solve_claim", 1)):
        seen: dict[str, list[Any]] = {}
        for row in found.filter(pl.col("kind") == kind).rows(named=True):
            told = (row["opened_at"], row["discharged_at"], row["discharged_by"], row["due_at"], kept.get(row["state"]))
            seen.setdefault(row["subject_id"], []).append(told)
        wanted = {one.thread_id: second_judge(one, now)[place] for one in threads}
        assert seen == {thread_id: rows for thread_id, rows in wanted.items() if rows}


def test_every_obligation_of_threads_has_its_own_key() -> None:
    draw = random.Random(21)
    rows, messages, treated = frames([drawn(draw, number) for number in range(300)])
    owed = thread_obligations(rows, in_order(messages), treated)
    assert owed.select("kind", "subject_id", "occurrence").is_duplicated().sum() == 0
    assert owed["occurrence"].null_count() == 0


def test_no_threads_owe_nothing() -> None:
    assert thread_obligations(*frames([])).is_empty()
