"""The audit's notes in the reader's language, by their codes.

What has no code was written by an older version of Vigie: it goes through the frozen table of its wordings. What is not
known (the marketplace's own words, a person's note, a newer version's code) is shown as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from etl.words.catalogues import N_, _
from etl.words.checks import CHECK_NAMES
from etl.words.codes import ORDER_STATUSES, word
from etl.words.formats import listed, moment
from etl.words.old_notes import code_of

NOTES: Final = {
    "asked": N_("asked for"),
    "asked_in_spite": N_("asked for in spite of: {checks}"),
    "undone": N_("undone before it was sent"),
    "taken_over": N_("taken over from a worker that stopped midway"),
    "clock_set_back": N_("the clock was set back: the wait begins anew"),
    "interrupted": N_("The worker stopped during the request."),
    "read_first": N_("{rest} An earlier request may have had its effect: that is read first."),
    "answered": N_("The marketplace answered {code}."),
    "answered_with": N_("The marketplace answered {code}: {words}"),
    "no_answer": N_("No answer came back."),
    "unreachable": N_("The marketplace cannot be reached."),
    "no_token": N_("The marketplace gave no access: its sign-in does not answer."),
    "credentials_refused": N_("The marketplace refuses the credentials."),
    "quota_spent": N_("The marketplace's quota is spent until {clock} UTC."),
    "unreadable_answer": N_("The marketplace's answer cannot be read."),
    "unforeseen": N_("Unforeseen error ({error}, {where})."),
    "unreadable_since": N_("The outcome could not be read since {since}. {rest}"),
    "unreadable": N_("Could not be read: {rest}"),
    "refusal_believed": N_("{words} ({rest})"),
    "order_is": N_("Order {order}: {status}."),
    "order_is_still": N_("Order {order} still stands at: {status}."),
    "order_is_instead": N_("Order {order} stands at another status: {status}."),
    "order_status_unknown": N_("Order {order} has a status that is not known: {status}."),
    "order_statuses_unknown": N_("Order {order} has a status that is not known: {status}."),
    "order_without_parcel": N_("Order {order}: {status}, no parcel on it."),
    "order_shows_no_parcel": N_("Order {order}: {status}, but no parcel shown."),
    "lines_not_shown": N_("The marketplace does not show the lines of order {order}."),
    "parcel_on_order": N_("Parcel {parcel} is on order {order}."),
    "parcel_on_some_lines": N_("Parcel {parcel} is on a part of order {order} only."),
    "nothing_left_to_ship": N_("Nothing left to ship, order {order}: {status}."),
    "shipped_with_another": N_("Order {order} was shipped with another parcel: {parcel}."),
    "package_worked_on": N_("The marketplace is working on it."),
    "no_listing": N_("There is no listing with the SKU {sku} on {channel}."),
    "listing_as_asked": N_("Listing {sku} shows what was asked for."),
    "listing_unchanged": N_("Listing {sku} is unchanged: nothing was handed in."),
    "change_refused": N_("The marketplace did not take the change of {sku}: {words}"),
    "change_taken": N_("The marketplace has taken the change: listing {sku} shows it."),
    "change_taken_and_sold": N_("The marketplace has taken the change of {sku}; since then some were sold: {n} left."),
    "change_to_show": N_("The marketplace has taken the change of {sku}; the listing does not show it yet."),
    "report_to_come": N_("The marketplace is through, but has not yet reported on {sku}."),
    "unfinished_since": N_("Not finished since {since}. {rest}"),
    "unconfirmed_since": N_("Not confirmed since {since}. {rest}"),
    "not_seen_yet": N_("Not to be seen yet. {rest}"),
    "gave_up": N_("Given up after {n} requests. {rest}"),
    "gave_up_unsent": N_("Given up after {n} tries, none sent. {rest}"),
    "said_yes_but": N_("The marketplace had said yes, but: {rest}"),
    "sent_again": N_("{rest} It is sent again."),
    "changed_since": N_("Not sent: what you saw has changed since. Look at both states, then decide."),
    "not_compared": N_("Not sent: what you saw could not be compared with how it stands now. {rest}"),
    "settled_by_hand": N_("Settled by hand: {rest}"),
}
"""The sentence of each code; what stands in braces is an argument of the note."""


class Told(Protocol):
    """A note as the audit keeps it: its English text, its code and the arguments of its code."""

    @property
    def text(self) -> str:
        """As it was written and is published."""

    @property
    def code(self) -> str | None:
        """None: written by a version that knew no codes."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Texts, numbers, lists of texts, and notes within the note as `{text, code, arguments}`."""


@dataclass(frozen=True)
class _Inner:
    text: str
    code: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)


def note_words(note: Told | None) -> str:
    """A note for the reader, empty for none; not yet escaped for Markdown."""
    if note is None:
        return ""
    code, arguments = (note.code, note.arguments) if note.code else code_of(note.text)
    if code not in NOTES:
        return note.text
    try:
        return _(NOTES[code]).format(**{name: _part(name, value) for name, value in arguments.items()})
    except (LookupError, ValueError, TypeError):  # of another version of Vigie, with other arguments
        return note.text


def _part(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return note_words(_Inner(**value))
    if name == "since":
        return moment(datetime.fromisoformat(value))
    if name == "status":
        return listed([word(ORDER_STATUSES, one) for one in _several(value)])
    if name == "checks":
        return ", ".join(word(CHECK_NAMES, code) for code in _several(value))
    return str(value)


def _several(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
