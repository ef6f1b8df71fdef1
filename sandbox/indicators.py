"""The five indicators the marketplace computes, over 30 and 60 days, two days behind (seller-rules 1.1)."""

from typing import Any

from sandbox import paris
from sandbox.order_book import OrderBook
from sandbox.statuses import REFUSED, SELLER


def _share(hits: Any, base: Any) -> float | None:
    total = int(base.sum())
    return round(100 * int((hits & base).sum()) / total, 2) if total else None


def _values(book: OrderBook, until: int, days: int) -> dict[str, float | None]:
    orders = book.orders
    cohort = (orders["created"] > until - days * paris.DAY) & (orders["created"] <= until)
    own = cohort & (orders["supply"] == SELLER)
    accepted, shipped = orders["accepted"] > 0, orders["shipped"] > 0
    due = own & accepted & (orders["ship_by"] <= until)
    return {
        "order_acceptation": _share(accepted, own & (accepted | (orders["status"] == REFUSED))),
        "product_shipping": _share(shipped, due),
        "deadline_compliance": _share(shipped & (orders["shipped"] <= orders["ship_by"]), due),
        "order_claims": 0.0 if cohort.any() else None,
        "order_refunds": _share((orders["ended"] > 0) & accepted, own & accepted),
    }


_THRESHOLDS = {
    "order_acceptation": ("Taux d'acceptation des commandes", 97.5, "ThresholdMin"),
    "product_shipping": ("Taux d'expédition des produits", 97.5, "ThresholdMin"),
    "deadline_compliance": ("Taux de respect des délais de préparation", 96.0, "ThresholdMin"),
    "order_claims": ("Taux de commandes avec réclamations", 1.0, "ThresholdMax"),
    "order_refunds": ("Taux de commandes avec remboursements", 5.0, "ThresholdMax"),
}


def seller_indicators(book: OrderBook, now: int) -> dict[str, Any]:
    """Each indicator with description, threshold, its direction and both values, as of two days ago."""
    until = now - 2 * paris.DAY
    recent, longer = _values(book, until, 30), _values(book, until, 60)
    return {
        name: {
            "computation_date": paris.moment(until),
            "description": description,
            "threshold": threshold,
            "threshold_type": kind,
            "value_d30": recent[name],
            "value_d60": longer[name],
        }
        for name, (description, threshold, kind) in _THRESHOLDS.items()
    }
