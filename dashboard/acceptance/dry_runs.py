"""The dry run of automatic acceptance: the worker's judgement over the orders of 30 days, beside what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import polars as pl

from dashboard.parts.questions import Question, answer, question
from dashboard.parts.rows import rows
from etl.preflight.orders.acceptance import Judgement, judged_orders
from etl.store.orders.acceptance import DryRunSeen
from etl.store.snapshots.snapshots import Snapshot

LOOK_BACK: Final = timedelta(days=30)


@dataclass(frozen=True)
class DryRun:
    """What would have been decided up to `most_value`, from the answer to `asked`.

    `orders` has order_id, opened_at, value, currency_code, outcome (accepted, refused, expired, cancelled, waiting) and
    judgement.
    """

    asked: Question
    most_value: Decimal | None
    orders: pl.DataFrame

    def count(self, judgement: Judgement | None = None, outcome: str | None = None) -> int:
        """How many orders were judged, or ended, so."""
        return self.chosen(judgement, outcome).height

    def chosen(self, judgement: Judgement | None = None, outcome: str | None = None) -> pl.DataFrame:
        """The orders that were judged, or ended, so."""
        chosen = self.orders
        for column, wanted in (("judgement", judgement), ("outcome", outcome)):
            chosen = chosen if wanted is None else chosen.filter(pl.col(column) == str(wanted))
        return chosen

    def seen(self, now: datetime) -> DryRunSeen:
        """That a person has it on screen now."""
        return DryRunSeen(now, self.most_value, self.count(), self.count(Judgement.ACCEPT))


def dry_run(snapshot: Snapshot, most_value: Decimal | None, now: datetime) -> DryRun:
    """Judge every order that had to be answered in the last 30 days, by the stock that was free when it came.

    Stock of a time that nobody knows covers nothing: such orders are a class of their own.
    """
    until_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)  # one answer within the hour
    asked = question("acceptance/acceptance_needs", from_at=until_at - LOOK_BACK, until_at=until_at)
    needs = answer(snapshot, asked)
    usual = {currency: amount for currency, amount, _ in rows(snapshot, "orders/usual_amounts").iter_rows()}
    judged = judged_orders(needs, most_value, usual)
    facts = needs.unique("order_id", keep="first", maintain_order=True).select(
        "order_id", "opened_at", "value", "currency_code", "outcome"
    )
    return DryRun(asked, most_value, facts.join(judged, on="order_id", maintain_order="left"))
