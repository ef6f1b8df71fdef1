"""The words of service levels: how they stand, what each means, the names of dimensions and of their members."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
from babel.dates import get_day_names

from dashboard.parts.figures import KEPT_ICON, LATE_ICON, Colour
from etl.domain import registry
from etl.words.catalogues import N_, _, language
from etl.words.codes import METRICS, SERVICE_STATES, word
from etl.words.formats import BABEL_LOCALES, counted, number

STATE_COLOURS: Final[dict[str, Colour]] = {"kept": "green", "at_risk": "orange", "broken": "red", "unknown": "gray"}
STATE_ICONS: Final = {
    "kept": KEPT_ICON,
    "at_risk": ":material/warning:",
    "broken": LATE_ICON,
    "unknown": ":material/help:",
}
METRIC_MEANINGS: Final = {metric.name: metric.meaning for metric in registry.SHARES}
METRICS_IN_ORDER: Final = tuple(METRIC_MEANINGS)
NO_CASES: Final = {metric.name: metric.no_cases for metric in registry.SHARES if metric.no_cases}
DIMENSIONS: Final = {
    "sales_channel": N_("Channel"),
    "seller_product": N_("SKU"),
    "carrier": N_("Carrier"),
    "department": N_("Department"),
    "weekday": N_("Weekday"),
}
MEASURES: Final = {metric.name: metric.title for metric in registry.METRICS if metric.form == "duration"}
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


def levels_sentence(levels: pl.DataFrame) -> str:
    """How many levels are kept, and the one that needs attention most: `4 of 8 levels are kept; …`

    `levels` has metric, state, failures_left; levels with too few cases are not judged.
    """
    judged = levels.filter(pl.col("state").is_in(["kept", "at_risk", "broken"]))
    if not judged.height:
        return _("Too few cases to judge any level yet.")
    kept = judged.filter(pl.col("state") == "kept").height
    if kept == judged.height:
        return counted("The {n} level that can be judged is kept.", "All {n} levels are kept.", kept)
    worst = judged.filter(pl.col("state") != "kept").sort("failures_left", "metric").row(0, named=True)
    share = _("{kept} of {judged} levels are kept").format(kept=number(kept), judged=number(judged.height))
    return _("{share}; {attention}").format(share=share, attention=_attention(worst))


def _attention(level: dict[str, Any]) -> str:
    metric, left = word(METRICS, level["metric"]), level["failures_left"]
    if left < 0:
        return counted(
            "“{metric}” is beyond its limit by {n} failure.",
            "“{metric}” is beyond its limit by {n} failures.",
            -left,
            metric=metric,
        )
    return counted(
        "“{metric}” needs attention: {n} more failure is allowed before the limit.",
        "“{metric}” needs attention: {n} more failures are allowed before the limit.",
        left,
        metric=metric,
    )


def state_words(state: str | None) -> str:
    """Icon and word of a state."""
    known = state or "unknown"
    return f"{STATE_ICONS.get(known, STATE_ICONS['unknown'])} {word(SERVICE_STATES, known)}"


def allowance(level: dict[str, Any] | None) -> str | None:
    """How many more failures the limit allows, or how many are too many; None where nothing is judged."""
    if level is None or level["failures_left"] is None or level["state"] == "unknown":
        return None
    left = level["failures_left"]
    if left < 0:
        return counted("{n} failure too many for the limit.", "{n} failures too many for the limit.", -left)
    return counted(
        "{n} more failure is allowed before the limit.", "{n} more failures are allowed before the limit.", left
    )
