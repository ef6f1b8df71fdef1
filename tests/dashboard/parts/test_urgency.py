"""How pressing deadlines are, and the sentence that says it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from dashboard.orders.words import queue_sentence
from dashboard.parts.urgency import Urgency, due_between, next_due_at, owed_by_kind, urgency_of
from dashboard.sync.words import sync_sentence
from dashboard.today.words import today_sentence
from etl.words.catalogues import speaking

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def deadlines(*rows: tuple[str, float, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [(kind, NOON + timedelta(hours=hours), None, count) for kind, hours, count in rows],
        schema={
            "kind": pl.String,
            "due_at": pl.Datetime("us", "UTC"),
            "alert_at": pl.Datetime("us", "UTC"),
            "obligations": pl.Int64,
        },
        orient="row",
    )


def answer(frame: pl.DataFrame, language: str) -> str:
    accept, ship = (owed_by_kind(frame, kind, NOON) for kind in ("accept_order", "ship_order"))
    with speaking(language):
        return today_sentence(accept, ship, next_due_at(frame, NOON), NOON)


@pytest.mark.parametrize(
    ("hours", "urgency"),
    [(-0.01, "late"), (0, "soon"), (3.99, "soon"), (4, "today"), (11.99, "today"), (12, "later"), (100, "later")],
)
def test_urgency_goes_by_the_deadline_and_the_paris_day(hours, urgency):
    assert urgency_of(NOON + timedelta(hours=hours), NOON) == urgency


def test_no_deadline_is_never_urgent():
    assert urgency_of(None, NOON) is Urgency.LATER


@pytest.mark.parametrize("now", [NOON, NOON + timedelta(hours=9)])
@pytest.mark.parametrize("urgency", list(Urgency))
def test_the_span_of_an_urgency_holds_exactly_its_deadlines(urgency, now):
    due_from, due_until = due_between(urgency, now)
    for hours in (-5, -0.01, 0, 1, 3.99, 4, 5, 10.99, 11, 12.99, 13, 200):
        due_at = now + timedelta(hours=hours)
        is_inside = (due_from is None or due_at >= due_from) and (due_until is None or due_at < due_until)
        assert is_inside == (urgency_of(due_at, now) is urgency), hours


FULL = deadlines(("ship_order", 5, 12), ("ship_order", 7, 2), ("ship_order", -1, 2), ("accept_order", 2, 1))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "14 orders must leave today, the first before 17:00, 1 order must be answered before 14:00, "
            "2 orders are already late.",
        ),
        (
            "fr",
            "14 commandes doivent partir aujourd’hui, la première avant 17:00, "
            "1 commande est à accepter ou refuser avant 14:00, 2 commandes sont déjà en retard.",
        ),
        (
            "zh",
            "今天有 14 个订单须发货，最早须在 17:00 之前，今天有 1 个订单须答复，最早须在 14:00 之前，2 个订单已超时。",
        ),
    ],
)
def test_today_is_answered_in_one_sentence(language, sentence):
    assert answer(FULL, language) == sentence


def test_a_day_without_deadlines_names_the_next_one():
    assert answer(deadlines(("ship_order", 30, 3)), "en") == (
        "Nothing is due today; the next deadline is in 30 h 00, 24 Nov 18:00."
    )


def test_nothing_owed_is_said_as_such():
    assert answer(deadlines(), "en") == "Nothing is owed: every order is answered and shipped."


def test_a_kind_is_summed_up_by_urgency():
    owed = owed_by_kind(FULL, "ship_order", NOON)
    assert owed.by_urgency == {Urgency.LATE: 2, Urgency.SOON: 0, Urgency.TODAY: 14, Urgency.LATER: 0}
    assert (owed.total, owed.late, owed.due_today, owed.first_due_at) == (16, 2, 14, NOON + timedelta(hours=5))


@pytest.mark.parametrize("hour", [1, 11, 21.5])
def test_every_obligation_is_summed_as_its_own_urgency_says(hour):
    now = NOON.replace(hour=0) + timedelta(hours=hour)
    hours = [-30, -0.5, 0, 2, 3.99, 4, 6, 13, 30]
    rows = deadlines(*(("ship_order", at, 10 + place) for place, at in enumerate(hours)))
    without = deadlines(("ship_order", 0, 7)).with_columns(due_at=None).cast({"due_at": pl.Datetime("us", "UTC")})
    owed = owed_by_kind(pl.concat([rows, without, deadlines(("accept_order", 1, 99))]), "ship_order", now)
    expected = dict.fromkeys(Urgency, 0)
    for due_at, obligations in [*rows.select("due_at", "obligations").rows(), (None, 7)]:
        expected[urgency_of(due_at, now)] += obligations
    assert owed.by_urgency == expected


def test_the_queue_is_counted():
    with speaking("en"):
        assert queue_sentence(1, 16) == "1 order to answer, 16 orders to ship."


@pytest.mark.parametrize(
    ("differing", "failed", "is_stale", "beginning"),
    [
        (0, 0, False, "The data is fresh"),
        (1, 0, False, "For 1 status"),
        (1, 0, True, "The data is getting old"),
        (1, 2, True, "2 checks failed"),
    ],
)
def test_the_worst_about_the_data_is_said_first(differing, failed, is_stale, beginning):
    with speaking("en"):
        assert sync_sentence(differing, failed, is_stale=is_stale).startswith(beginning)
