"""The words of the Service levels page: what each level means, the names of dimensions and of their members."""

from __future__ import annotations

from typing import Any, Final

from babel.dates import get_day_names

from etl.words.catalogues import N_, _, language
from etl.words.formats import BABEL_LOCALES, counted

METRIC_MEANINGS: Final = {
    "accept_in_time": N_("Of the orders answered or expired, the share answered before their deadline."),
    "accept_in_24h": N_("Of the orders answered or expired, the share answered within 24 hours."),
    "acceptance_rate": N_("Of the orders you had to answer, the share you accepted; cancellations by buyers are out."),
    "seller_cancellation_rate": N_("Of the orders buyers did not cancel, the share you refused or let expire."),
    "ship_in_time": N_("Of the orders due to leave, the share shipped by their date; overdue ones are failures."),
    "late_shipment_rate": N_("The other side of “shipped in time”: the share that left late or is overdue."),
    "line_shipping_rate": N_("Of the accepted lines whose shipping date has passed, the share shipped."),
    "declared_in_24h": N_("Of the parcels the carrier has scanned, the share declared shipped within 24 hours."),
    "tracking_coverage": N_("Of the parcels shipped by a tracked mode, the share with a number and a known carrier."),
}
METRICS_IN_ORDER: Final = tuple(METRIC_MEANINGS)
NO_CASES: Final = {
    "accept_in_24h": N_("no acceptance at a known instant yet"),
    "declared_in_24h": N_("no carrier scans are read yet"),
}
DIMENSIONS: Final = {
    "sales_channel": N_("Channel"),
    "seller_product": N_("SKU"),
    "carrier": N_("Carrier"),
    "department": N_("Department"),
    "weekday": N_("Weekday"),
}
MEASURES: Final = {
    "acceptance_time": N_("Time to accept"),
    "lateness": N_("Lateness of late shipments"),
}
CLOCKS: Final = {
    "calendar": N_("calendar"),
    "working": N_("working hours"),
}
STEPS: Final = {
    "acceptance": N_("Your acceptance"),
    "control": N_("Marketplace checks"),
    "preparation": N_("Your preparation"),
}
INDICATORS: Final = {
    "order_acceptation": N_("Order acceptance"),
    "product_shipping": N_("Product shipping"),
    "deadline_compliance": N_("Deadline compliance"),
    "order_claims": N_("Order claims"),
    "order_refunds": N_("Order refunds"),
}
_UNKNOWN_MEMBERS: Final = {
    "carrier": N_("Not shipped yet"),
}


def window_words(days: int) -> str:
    """`30 days`."""
    return counted("{n} day", "{n} days", days)


def member_words(dimension: str, member: str, names: dict[str, str]) -> str:
    """A member of a dimension in the reader's words; `names` are those of the sales channels."""
    if not member:
        return _(_UNKNOWN_MEMBERS.get(dimension, N_("Unknown")))
    if dimension == "sales_channel":
        return names.get(member, member)
    if dimension == "weekday" and member in {"1", "2", "3", "4", "5", "6", "7"}:
        return str(get_day_names(locale=BABEL_LOCALES[language()])[int(member) - 1])
    return member


def failures(level: dict[str, Any]) -> int:
    """How many cases of a level count against it."""
    if level["direction"] == "max":
        return int(level["numerator"] or 0)
    return int((level["denominator"] or 0) - (level["numerator"] or 0))
