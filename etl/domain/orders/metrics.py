"""The metrics of orders (seller-rules section 7, M1 to M5a); a case of each is what `orders/marts/cases.sql` says.

Section 7 gives the 24 h target no share to reach, so accept_in_24h has no lines until somebody sets them.
"""

from __future__ import annotations

from typing import Final

from etl.domain.levels.metrics import Metric
from etl.domain.orders.deadlines import ACCEPT_TARGET
from etl.domain.wording import N_

ORDER_METRICS: Final = (
    Metric(
        "accept_in_time", "share", "percent", "min", "seller-rules M1",
        title=N_("Accepted in time"),
        meaning=N_("Of the orders answered or expired, the share answered before their deadline."),
        alert=98.0, limit=97.5,
    ),
    Metric(
        "accept_in_24h", "share", "percent", "min", "seller-rules M1",
        title=N_("Accepted within 24 h"),
        meaning=N_("Of the orders answered or expired, the share answered within 24 hours."),
        no_cases=N_("no acceptance at a known instant yet"),
    ),
    Metric(
        "acceptance_rate", "share", "percent", "min", "seller-rules M2",
        title=N_("Acceptance rate"),
        meaning=N_("Of the orders you had to answer, the share you accepted; cancellations by buyers are out."),
        alert=98.0, limit=97.5, indicator="order_acceptation",
    ),
    Metric(
        "seller_cancellation_rate", "share", "percent", "max", "seller-rules M3",
        title=N_("Cancelled by the seller"),
        meaning=N_("Of the orders buyers did not cancel, the share you refused or let expire."),
        alert=2.0, limit=2.5,
    ),
    Metric(
        "ship_in_time", "share", "percent", "min", "seller-rules M4a",
        title=N_("Shipped in time"),
        meaning=N_("Of the orders due to leave, the share shipped by their date; overdue ones are failures."),
        alert=97.0, limit=96.0, indicator="deadline_compliance",
    ),
    Metric(
        "late_shipment_rate", "share", "percent", "max", "seller-rules M4b",
        title=N_("Late shipments"),
        meaning=N_("The other side of “shipped in time”: the share that left late or is overdue."),
        alert=3.0, limit=4.0, mirrors="ship_in_time",
    ),
    Metric(
        "line_shipping_rate", "share", "percent", "min", "seller-rules M4c",
        title=N_("Lines shipped"),
        meaning=N_("Of the accepted lines whose shipping date has passed, the share shipped."),
        alert=98.0, limit=97.5, indicator="product_shipping",
    ),
    Metric(
        "declared_in_24h", "share", "percent", "min", "seller-rules M4d",
        title=N_("Declared within 24 h"),
        meaning=N_("Of the parcels the carrier has scanned, the share declared shipped within 24 hours."),
        no_cases=N_("no carrier scans are read yet"),
        alert=95.0, limit=95.0,
    ),
    Metric(
        "tracking_coverage", "share", "percent", "min", "seller-rules M5a",
        title=N_("Parcels with tracking"),
        meaning=N_("Of the parcels shipped by a tracked mode, the share with a number and a known carrier."),
        alert=99.0, limit=95.0,
    ),
    Metric(
        "acceptance_time", "duration", "seconds", "max", "seller-rules M1",
        title=N_("Time to accept"), target=ACCEPT_TARGET,
    ),
    Metric("lateness", "duration", "seconds", "max", "seller-rules M4b", title=N_("Lateness of late shipments")),
)  # fmt: skip
"""In the order in which they are shown."""
