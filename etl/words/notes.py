"""The audit's notes in the reader's language.

The outbox writes its notes in English, where they stay; those it is known to write are translated for the screen. What
is not known (the marketplace's own words, a person's note) is shown as it was written.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from etl.words.catalogues import N_, _
from etl.words.checks import CHECK_NAMES
from etl.words.codes import ORDER_STATUSES, word
from etl.words.formats import moment

_REQUEST: Final = r"[A-Z]+ /\S+: "
_ORDER: Final = r"[Oo]rder (?P<order>\S+)"
_NOTES: Final = tuple(
    (re.compile(pattern, re.DOTALL), message)
    for pattern, message in (
        (r"asked for", N_("asked for")),
        (r"asked for in spite of: (?P<checks>[a-z_, ]+)", N_("asked for in spite of: {checks}")),
        (r"undone before it was sent|Undone\.", N_("undone before it was sent")),
        (r"taken over from a worker that stopped in the middle", N_("taken over from a worker that stopped midway")),
        (
            r"(?P<rest>.+) An earlier request may have had its effect: reading first\.",
            N_("{rest} An earlier request may have had its effect: that is read first."),
        ),
        (r"The worker stopped during the request\.", N_("The worker stopped during the request.")),
        (
            rf"(?:{_REQUEST}t|T)he marketplace answered (?P<code>\d+)(?:: without words|\.)",
            N_("The marketplace answered {code}."),
        ),
        (
            rf"{_REQUEST}the marketplace answered (?P<code>\d+): (?P<words>.+)",
            N_("The marketplace answered {code}: {words}"),
        ),
        (rf"{_REQUEST}no answer came back \(\w+\)", N_("No answer came back.")),
        (rf"{_REQUEST}\S+ cannot be reached \(\w+\): check VIGIE_API_URL", N_("The marketplace cannot be reached.")),
        (
            rf"{_REQUEST}the marketplace's call quota is spent until (?P<clock>[\d:]+) UTC",
            N_("The marketplace's quota is spent until {clock} UTC."),
        ),
        (
            r"The outcome could not be read since (?P<since>[\d: -]+) UTC: (?P<rest>.+)",
            N_("The outcome could not be read since {since}. {rest}"),
        ),
        (rf"{_ORDER} is (?P<status>\w+)\.", N_("Order {order}: {status}.")),
        (rf"{_ORDER} is still (?P<status>\w+)\.", N_("Order {order} still stands at: {status}.")),
        (rf"{_ORDER} is (?P<status>\w+) instead\.", N_("Order {order} stands at another status: {status}.")),
        (rf"{_ORDER} is (?P<status>\w+) and no parcel is on it\.", N_("Order {order}: {status}, no parcel on it.")),
        (rf"{_ORDER} is (?P<status>\w+) but shows no parcel\.", N_("Order {order}: {status}, but no parcel shown.")),
        (rf"Parcel (?P<parcel>\S+) is on the lines of {_ORDER}\.", N_("Parcel {parcel} is on order {order}.")),
        (
            rf"Parcel (?P<parcel>\S+) is on some lines of {_ORDER} only\.",
            N_("Parcel {parcel} is on a part of order {order} only."),
        ),
        (
            rf"Nothing is left to ship: {_ORDER} is (?P<status>\w+)\.",
            N_("Nothing left to ship, order {order}: {status}."),
        ),
        (
            rf"{_ORDER} was shipped with another parcel: (?P<parcel>.+)\.",
            N_("Order {order} was shipped with another parcel: {parcel}."),
        ),
        (r"The marketplace is working on package \S+\.", N_("The marketplace is working on it.")),
        (
            r"There is no listing with the SKU (?P<sku>.+) on (?P<channel>\S+)\.",
            N_("There is no listing with the SKU {sku} on {channel}."),
        ),
        (r"Listing (?P<sku>.+) shows what was asked for\.", N_("Listing {sku} shows what was asked for.")),
        (
            r"Listing (?P<sku>.+) was integrated and shows what was asked for\.",
            N_("The marketplace has taken the change: listing {sku} shows it."),
        ),
        (
            r"Listing (?P<sku>.+) was integrated; by now it shows (?P<n>\d+) units\.",
            N_("The marketplace has taken the change of {sku}; since then some were sold: {n} left."),
        ),
        (
            r"Listing (?P<sku>.+) is unchanged: no package for it was handed in\.",
            N_("Listing {sku} is unchanged: nothing was handed in."),
        ),
        (
            r"The marketplace did not take the change of (?P<sku>.+?): (?P<words>.+)",
            N_("The marketplace did not take the change of {sku}: {words}"),
        ),
        (
            r"Package \S+ is \w+; its report does not tell of (?P<sku>.+) yet\.",
            N_("The marketplace is through, but has not yet reported on {sku}."),
        ),
        (
            r"The change of (?P<sku>.+) was integrated, but the listing does not show it yet\.",
            N_("The marketplace has taken the change of {sku}; the listing does not show it yet."),
        ),
        (r"Not finished since (?P<since>[\d: -]+) UTC: (?P<rest>.+)", N_("Not finished since {since}. {rest}")),
        (r"Given up after (?P<n>\d+) requests: (?P<rest>.+)", N_("Given up after {n} requests. {rest}")),
        (
            r"Given up after (?P<n>\d+) tries, none sent: (?P<rest>.+)",
            N_("Given up after {n} tries, none sent. {rest}"),
        ),
        (r"Not to be seen yet: (?P<rest>.+)", N_("Not to be seen yet. {rest}")),
        (r"Not confirmed since (?P<since>[\d: -]+) UTC: (?P<rest>.+)", N_("Not confirmed since {since}. {rest}")),
        (r"Could not be read: (?P<rest>.+)", N_("Could not be read: {rest}")),
        (r"The marketplace had said yes, but: (?P<rest>.+)", N_("The marketplace had said yes, but: {rest}")),
        (r"Settled by hand: (?P<rest>.+)", N_("Settled by hand: {rest}")),
        (r"(?P<rest>.+) Sending again\.", N_("{rest} It is sent again.")),
    )
)


def note_words(note: str | None) -> str:
    """A note for the reader; not yet escaped for Markdown."""
    for pattern, message in _NOTES:
        found = pattern.fullmatch(note or "")
        if found is not None:
            return _(message).format(**{name: _part(name, value) for name, value in found.groupdict().items()})
    return note or ""


def _part(name: str, value: str) -> str:
    if name == "since":
        return moment(datetime.strptime(f"{value}Z", "%Y-%m-%d %H:%M%z"))
    if name == "status":
        return word(ORDER_STATUSES, value)
    if name == "checks":
        return ", ".join(word(CHECK_NAMES, code) for code in value.split(", "))
    return note_words(value) if name == "rest" else value
