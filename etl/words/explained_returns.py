"""A return under the law, explained for people line by line, each thing with the rule that gave it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from etl.words.catalogues import N_, _
from etl.words.codes import word
from etl.words.explained import finding_lines, later_lines
from etl.words.formats import counted, labelled, moment, money, percent

RETURN_KINDS: Final = {
    "withdrawal": N_("Withdrawal"),
    "non_delivery": N_("Never delivered"),
    "returned_to_sender": N_("Returned to sender"),
    "refused_at_door": N_("Refused at the door"),
}
REFUND_STATES: Final = {
    "no_notice": N_("no notice: nothing is owed yet"),
    "out_of_time": N_("out of time: nothing is owed"),
    "due": N_("refund due"),
    "held": N_("refund lawfully held"),
    "overdue": N_("refund overdue"),
    "refunded": N_("refunded"),
}
CLAUSES: Final = {
    "L221-18": N_("14 days to withdraw, from the day after the last parcel was received"),
    "L221-19": N_("a last day that is a Saturday, a Sunday or a holiday moves to the next working day"),
    "L221-23": N_("the customer sends the goods back within 14 days of the notice"),
    "L221-24": N_(
        "refund with standard delivery within 14 days of the notice, "
        "held until the goods or a proof of dispatch are there"
    ),
    "L221-28": N_("goods that cannot be withdrawn from"),
    "L242-4": N_("surcharge on a late refund; the edges of its tiers and daily interest are our careful reading"),
    "L216-7": N_("refund within 14 days of the end of a contract that was not delivered"),
    "L241-4": N_("surcharge on the late refund of what was never delivered"),
    "L217-3": N_("legal guarantee of conformity"),
    "channel": N_("rule of the sales channel"),
}
"""What each clause says. Articles are those of the French consumer code."""


def return_lines(shown: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """A return: where it stands, both clocks, what being late costs, the clauses, what to know."""
    yield labelled(word(RETURN_KINDS, shown["kind"]), word(REFUND_STATES, shown["state"]))
    for label, name in (
        (_("Right to withdraw until"), "withdrawal_ends_at"),
        (_("Refund due"), "refund_due_at"),
        (_("Lawfully held from"), "held_since"),
    ):
        if shown[name] is not None:
            yield "  " + labelled(label, moment(datetime.fromisoformat(shown[name])))
    if shown["in_time"] is not None:
        yield "  " + labelled(_("Notice in time"), _("yes") if shown["in_time"] else _("no"))
    if shown["held_since"] is not None and shown["refund_due_at"] is not None:
        yield "  " + _("It came due with the goods or the proof of dispatch: on time until that day ends.")
    if shown["is_provisional"]:
        yield "  " + _("If neither the goods nor a proof of dispatch have come by then, it is held instead.")
    if shown["tier"] != "none":
        yield from _surcharge(shown)
    for clause in shown["clauses"]:
        yield "  " + labelled(_("Rule"), f"{clause} ({word(CLAUSES, clause)})")
    yield from finding_lines(shown, now)
    yield from later_lines(shown)


def _surcharge(shown: Mapping[str, Any]) -> Iterator[str]:
    tier = shown["tier"]
    reached = percent(float(tier), 0) if tier.isdigit() else _("legal interest")
    yield "  " + labelled(_("Late by"), counted("{n} day", "{n} days", shown["days_late"]))
    yield "  " + labelled(_("Surcharge"), f"{_amount(shown, 'surcharge')} ({reached})")
    yield "  " + labelled(_("Interest"), _amount(shown, "interest"))
    if shown["state"] == "overdue":
        yield "  " + labelled(_("Owed on top by now"), _amount(shown, "exposure"))


def _amount(shown: Mapping[str, Any], name: str) -> str:
    if shown[name] is None:
        return _("not known")
    return money(float(shown[name]), shown["currency_code"])
