"""Explanations for people, line by line, as plain text in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from etl.domain.checks import Check, Severity
from etl.words.catalogues import N_, _
from etl.words.checks import CHECK_NAMES, plain_words
from etl.words.codes import DISCHARGES, DUE_RULES, OBLIGATION_KINDS, OBLIGATION_STATES, ORDER_STATUSES, word
from etl.words.formats import beside, duration, full_day, labelled, listed, moment
from etl.words.markdown import shortened

SOURCES: Final = {
    "48_hours": N_("the marketplace cancels what is not answered within 48 hours"),
    "2_working_days": N_("the marketplace's terms: two working days"),
    "ship_by_instant": N_("shippedAtMax, the earliest of the order and of its lines still to ship"),
    "ship_by_day": N_("shippedAtMax names a day: late from the midnight after it"),
    "no_ship_by": N_("no shippedAtMax that can be read: owed, but never late"),
}
"""Where each rule comes from."""

SEVERITIES: Final = {
    Severity.BLOCKS: N_("Cannot be done"),
    Severity.ASKS: N_("To be confirmed"),
    Severity.NOTES: N_("Good to know"),
}


def order_lines(shown: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """An order: its deadlines with their rules and both clocks, what to know, what does not count."""
    status = _("not known") if shown["status"] is None else word(ORDER_STATUSES, shown["status"])
    yield _("Order {order}: {status}").format(order=shortened(shown["order_id"]), status=shortened(status))
    if not shown["obligations"]:
        yield _("Nothing is owed on it.")
    for owed in shown["obligations"]:
        yield from _obligation(owed)
    yield from finding_lines(shown, now)
    yield from later_lines(shown)
    if shown["not_checked"]:
        yield labelled(_("Not looked for"), listed([word(CHECK_NAMES, code) for code in shown["not_checked"]]))


def finding_lines(shown: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """What to know, a line for each finding of any subject."""
    for finding in shown["findings"]:
        check = Check(finding["code"], Severity(finding["severity"]), _read(finding["arguments"]))
        yield labelled(_(SEVERITIES[check.severity]), plain_words(check, now))


def later_lines(shown: Mapping[str, Any]) -> Iterator[str]:
    """What was left out, since it comes after the instant that was asked about."""
    for fact in shown["later"]:
        at = full_day(date.fromisoformat(fact["at"])) if len(fact["at"]) == 10 else moment(read_back(fact["at"]))
        yield _("Left out, since it came later: {what}, {at}").format(what=shortened(fact["what"]), at=at)


def _obligation(owed: Mapping[str, Any]) -> Iterator[str]:
    yield labelled(word(OBLIGATION_KINDS, owed["kind"]), word(OBLIGATION_STATES, owed["state"]))
    yield from clock_lines(owed)
    if owed["discharged_by"]:
        at = owed["discharged_at"]
        ended = word(DISCHARGES, owed["discharged_by"])
        yield "  " + labelled(_("Ended"), beside(ended, moment(read_back(at))) if at else ended)
    if owed["late_by_seconds"] is not None:
        yield "  " + labelled(_("Late by"), duration(timedelta(seconds=owed["late_by_seconds"])))


def clock_lines(owed: Mapping[str, Any], source: str | None = None) -> Iterator[str]:
    """The rule of what is owed with where it comes from, that of orders unless said, and its clocks."""
    rule = word(DUE_RULES, owed["due_rule"])
    yield "  " + labelled(_("Rule"), f"{rule} ({_(source) if source else word(SOURCES, owed['due_rule'])})")
    for label, name in (
        (_("Since"), "opened_at"),
        (_("Warned from"), "alert_at"),
        (_("Due"), "due_at"),
        (_("48 hours end"), "due_calendar_at"),
        (_("Two working days end"), "due_working_at"),
    ):
        # where there is one clock only, its end is the deadline itself
        if name in ("opened_at", "alert_at", "due_at") or owed["due_working_at"] is not None:
            yield "  " + labelled(label, moment(read_back(owed[name])))


def read_back(text: str | None) -> datetime | None:
    """An instant as it stands in an explanation."""
    return None if text is None else datetime.fromisoformat(text)


def _read(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Instants are text in an explanation, and instants again where they are worded."""
    instants = {"due_at", "at", "from", "known_since", "until"}
    return {name: read_back(value) if name in instants else value for name, value in arguments.items()}
