"""How carriers did, in words: rates with what they are made of, days, grey where there is too little to judge."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.carriers.queries import ENOUGH
from dashboard.parts.row_table import row_table
from etl.words.catalogues import _
from etl.words.formats import number, percent
from etl.words.markdown import escape, unbroken


def days_words(days: float | None) -> str:
    """So many days with one decimal; a dash where they are not known."""
    return "–" if days is None else unbroken(_("{days} d").format(days=number(days, 1)))


def share_words(part: int, whole: int) -> str:
    """A rate with its base: `98.0 % (49 of 50)`; grey below 20, a dash of nothing."""
    if not whole:
        return "–"
    text = unbroken(
        _("{rate} ({part} of {whole})").format(rate=percent(100 * part / whole), part=number(part), whole=number(whole))
    )
    return escape(text) if whole >= ENOUGH else f":gray[{escape(text)}]"


def score_table(scores: pl.DataFrame, first: str, column: str, alt: str) -> None:
    """A row per carrier or department; `first` heads the column that names it."""
    shown = [_row(score, first, column) for score in scores.iter_rows(named=True)]
    row_table(shown, alt)


def _row(score: dict[str, Any], first: str, column: str) -> dict[str, str]:
    return {
        first: escape(score[column], 40),
        _("Parcels"): number(score["parcel_count"]),
        _("On time"): share_words(score["on_time_count"], score["delivered_count"]),
        _("Median"): days_words(score["median_days"]),
        unbroken(_("9 in 10 within")): days_words(score["p90_days"]),
        _("Never arrived"): share_words(score["undelivered_count"], score["old_count"]),
        _("Untracked"): number(score["untracked_count"]),
    }
