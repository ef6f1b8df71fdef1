"""The five indicators the marketplace computes, over 30 and 60 days, two days behind (seller-rules 1.1 and section 7).

Each order belongs to a whole Paris day: that of its creation for the acceptance, that of its ship-by for the other two
(M2, M4c, M4a). What the buyer cancelled counts for nobody.
"""

from typing import Any

import numpy as np

from sandbox.nature import paris
from sandbox.orders.book import OrderBook
from sandbox.orders.statuses import CANCELLED, DELIVERED, REFUSED, REJECTED, SELLER, SHIPPED


def _share(hits: Any, base: Any) -> float | None:
    total = int(base.sum())
    return round(100 * int((hits & base).sum()) / total, 2) if total else None


def _is_within(instants: Any, last_day: int, days: int) -> Any:
    day = paris.local_day(instants)
    return (day > last_day - days) & (day <= last_day)


def _line_share(book: OrderBook, due: Any) -> float | None:
    counts = book.orders["line_count"].astype(np.int64)
    statuses = book.lines["status"]
    return _share(np.isin(statuses, (SHIPPED, DELIVERED)), np.repeat(due, counts) & (statuses != CANCELLED))


def _values(book: OrderBook, last_day: int, days: int) -> dict[str, float | None]:
    orders = book.orders
    own = (orders["supply"] == SELLER) & (orders["status"] != REJECTED)
    cohort = own & _is_within(orders["created"], last_day, days)
    accepted, shipped = orders["accepted"] > 0, orders["shipped"] > 0
    is_payable = (orders["prepared"] > 0) & (orders["status"] != CANCELLED)
    due = own & is_payable & _is_within(orders["ship_by"], last_day, days)
    return {
        "order_acceptation": _share(accepted, cohort & (accepted | (orders["status"] == REFUSED))),
        "product_shipping": _line_share(book, due),
        "deadline_compliance": _share(shipped & (orders["shipped"] <= orders["ship_by"]), due),
        "order_claims": 0.0 if cohort.any() else None,
        "order_refunds": _share((orders["ended"] > 0) & accepted, cohort & accepted),
    }


_THRESHOLDS = {
    "order_acceptation": ("Taux d'acceptation des commandes", 97.5, "ThresholdMin"),
    "product_shipping": ("Taux d'expédition des produits", 97.5, "ThresholdMin"),
    "deadline_compliance": ("Taux de respect des délais de préparation", 96.0, "ThresholdMin"),
    "order_claims": ("Taux de commandes avec réclamations", 1.0, "ThresholdMax"),
    "order_refunds": ("Taux de commandes avec remboursements", 5.0, "ThresholdMax"),
}


def seller_indicators(book: OrderBook, now: int) -> dict[str, Any]:
    """Each indicator with description, threshold, its direction and both values, as of the day before last."""
    last_day = int(paris.local_day(np.asarray(now - 2 * paris.DAY)))
    recent, longer = _values(book, last_day, 30), _values(book, last_day, 60)
    return {
        name: {
            "computation_date": paris.moment(int(paris.day_end(last_day))),
            "description": description,
            "threshold": threshold,
            "threshold_type": kind,
            "value_d30": recent[name],
            "value_d60": longer[name],
        }
        for name, (description, threshold, kind) in _THRESHOLDS.items()
    }
