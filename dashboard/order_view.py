"""Everything known of one order, read together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from dashboard.overlay import KIND_OF_OBLIGATION, is_in_hand
from dashboard.preflight import Remark, remarks_before_acting, stock_needs
from dashboard.queries import order as queries
from dashboard.queries.orders import lines_of
from etl.actions.records import ActionRow
from etl.domain.statuses import allowed_actions
from etl.domain.stock_needs import StockNeed
from etl.store.snapshots import Snapshot


@dataclass(frozen=True)
class OrderView:
    """One order of a snapshot with the newest action that the snapshot cannot show yet."""

    facts: dict[str, Any]
    lines: pl.DataFrame
    obligations: pl.DataFrame
    unseen: ActionRow | None

    @property
    def order_id(self) -> str:
        """The order's id."""
        return str(self.facts["order_id"])

    @property
    def needs(self) -> list[StockNeed]:
        """What it needs of the stock."""
        return stock_needs(self.lines)

    @property
    def due_at(self) -> datetime | None:
        """The deadline of what is still owed."""
        owed = self.obligations.filter(pl.col("discharged_at").is_null() & pl.col("state").is_in(["open", "broken"]))
        return owed["due_at"][0] if owed.height else None

    @property
    def allowed(self) -> frozenset[str]:
        """Kinds of action the marketplace still takes, none while one of the same purpose is under way."""
        allowed = allowed_actions(self.facts["status"], self.facts["supply_mode"], self.lines["status"].to_list())
        if self.unseen is None or not is_in_hand(self.unseen):
            return allowed
        purpose = KIND_OF_OBLIGATION.get(self.unseen.kind)
        return frozenset(kind for kind in allowed if KIND_OF_OBLIGATION.get(kind) != purpose)

    def remarks(self, now: datetime) -> list[Remark]:
        """What to know before acting."""
        return remarks_before_acting(self.facts, self.needs, self.due_at, now)

    def seen(self, now: datetime) -> dict[str, Any]:
        """What the person had on screen, for the audit; no personal data."""
        return {
            "status": self.facts["status"],
            "due_at": None if self.due_at is None else self.due_at.isoformat(),
            "amount": str(self.facts["total_selling_price"]),
            "stock": {need.seller_product_id: need.left for need in self.needs},
            "warnings": [remark.text for remark in self.remarks(now) if remark.is_warning],
        }


def read_order_view(snapshot: Snapshot, order_id: str, unseen: ActionRow | None) -> OrderView | None:
    """Read one order, None when the snapshot has none of that id."""
    facts = queries.order_facts(snapshot, order_id)
    if facts is None:
        return None
    return OrderView(facts, lines_of(snapshot, (order_id,)), queries.obligations_of(snapshot, order_id), unseen)
