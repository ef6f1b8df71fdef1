"""The sentence that answers Today."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.parts.urgency import next_due_at, owed_by_kind
from dashboard.today.words import today_sentence
from etl.words.catalogues import speaking
from tests.dashboard.deadlines import FULL, NOON, deadlines


def answer(frame: pl.DataFrame, language: str) -> str:
    accept, ship = (owed_by_kind(frame, kind, NOON) for kind in ("accept_order", "ship_order"))
    with speaking(language):
        return today_sentence(accept, ship, next_due_at(frame, NOON), NOON)


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
