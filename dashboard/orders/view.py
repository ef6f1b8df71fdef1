"""Everything known of one order, read together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from dashboard.orders.detail import queries
from dashboard.orders.queries import lines_of
from dashboard.parts.basis import basis_of
from dashboard.parts.desk import Desk
from etl.actions.findings import discharged_by
from etl.actions.kinds import KINDS
from etl.actions.outbox.records import ActionRow
from etl.actions.outbox.unseen import is_in_hand
from etl.domain.checks import Check, asking_codes
from etl.domain.orders.statuses import allowed_actions
from etl.preflight.orders.checks import OrderFacts
from etl.preflight.orders.facts import preflight_facts
from etl.preflight.parcels.checks import free_lines
from etl.store.snapshots.snapshots import Snapshot


@dataclass(frozen=True)
class OrderView:
    """One order of a snapshot with the newest action that the snapshot cannot show yet, and what its checks judge."""

    facts: dict[str, Any]
    lines: pl.DataFrame
    obligations: pl.DataFrame
    unseen: ActionRow | None
    preflight: OrderFacts

    @property
    def order_id(self) -> str:
        """The order's id."""
        return str(self.facts["order_id"])

    @property
    def due_at(self) -> datetime | None:
        """The deadline of what is still owed."""
        owed = (row for row in self.obligations.iter_rows(named=True) if row["discharged_at"] is None)
        return next((row["due_at"] for row in owed if row["state"] in {"open", "broken"}), None)

    @property
    def takes_several_parcels(self) -> bool:
        """Whether its lines may travel in parcels of their own."""
        return self.preflight.state.takes_several_parcels and len(self.preflight.state.lines) > 1

    @property
    def allowed(self) -> frozenset[str]:
        """Kinds of action the marketplace still takes, none while one of the same purpose is under way.

        Where lines may travel apart, those that no parcel has yet can still be shipped.
        """
        allowed = allowed_actions(self.facts["status"], self.facts["supply_mode"], self.lines["status"].to_list())
        if self.unseen is None or not is_in_hand(self.unseen):
            return allowed
        purpose = discharged_by(KINDS, self.unseen.kind)
        if "ship_order" in purpose and self.takes_several_parcels and free_lines(self.preflight):
            return allowed
        return frozenset(kind for kind in allowed if not discharged_by(KINDS, kind) & purpose)

    def seen(self, checks: Iterable[Check]) -> dict[str, Any]:
        """What the person had on screen, for the audit: codes and figures, no personal data."""
        return {
            "status": self.facts["status"],
            "due_at": None if self.due_at is None else self.due_at.isoformat(),
            "amount": str(self.facts["total_selling_price"]),
            "stock": {need.seller_product_id: need.left for need in self.preflight.needs},
            "warnings": list(asking_codes(checks)),
        }


def read_order_view(desk: Desk, snapshot: Snapshot, order_id: str, unseen: ActionRow | None) -> OrderView | None:
    """Read one order, None when the snapshot has none of that id."""
    facts = queries.order_facts(snapshot, order_id)
    if facts is None:
        return None
    return OrderView(
        facts,
        lines_of(snapshot, (order_id,)),
        queries.obligations_of(snapshot, order_id),
        unseen,
        preflight_facts(basis_of(desk, snapshot), (order_id,))[order_id],
    )
