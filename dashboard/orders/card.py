"""What other pages show of orders: how many are owed."""

from __future__ import annotations

from datetime import datetime

from dashboard.parts.figures import KEPT_ICON, LATE_ICON, Meaning, Trend, figure
from dashboard.parts.questions import first_row, question
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.formats import counted, near, number


def owed_figure(snapshot: Snapshot, label: str, kind: str, begun: Trend, *, in_hand: int, now: datetime) -> None:
    """How much is owed of one kind, how much of it is late or in hand; `begun`: how much began on each day."""
    asked = question("orders/owed", kind=kind, now=now)
    row = first_row(snapshot, asked)
    late = row["late"] if row else 0
    verdict = counted("{n} late", "{n} late", late)
    hand = counted("{n} in hand", "{n} in hand", in_hand)
    meaning = Meaning(
        f"{LATE_ICON if late else KEPT_ICON} {verdict}",
        "red" if late else "gray",
        _("{count} · {time}").format(count=hand, time=near(now, now)),
        _("Bars: how many began on each of the last 30 days."),
        begun,
    )
    figure(snapshot, label, asked, number, meaning)
