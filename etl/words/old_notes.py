"""What notes meant that were written before notes had codes: frozen, since the audit is only ever appended to.

Nothing that is written today is read by this table; it never needs another line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

_SHAPES: Final = {
    "request": r"[A-Z]+ /\S+",
    "since": r"[\d: -]+",
    "checks": r"[a-z_, ]+",
    "order": r"\S+",
    "parcel": r"\S+",
    "parcels": r".+",
    "package": r"\S+",
    "channel": r"\S+",
    "host": r"\S+",
    "status": r"\w+",
    "state": r"\w+",
    "error": r"\w+",
    "place": r"\S+",
    "code": r"\d+",
    "n": r"\d+",
    "clock": r"[\d:]+",
    "sku": r".+?",
}
_WORDINGS: Final = (
    ("asked for", "asked"),
    ("asked for in spite of: {checks}", "asked_in_spite"),
    ("undone before it was sent", "undone"),
    ("Undone.", "undone"),
    ("taken over from a worker that stopped in the middle", "taken_over"),
    ("{rest} An earlier request may have had its effect: reading first.", "read_first"),
    ("The worker stopped during the request.", "interrupted"),
    ("The marketplace answered {code}.", "answered"),
    ("{request}: the marketplace answered {code}: without words", "answered"),
    ("{request}: the marketplace answered {code}: {words}", "answered_with"),
    ("{request}: no answer came back ({error})", "no_answer"),
    ("{request}: {host} cannot be reached ({error}): check VIGIE_API_URL", "unreachable"),
    ("{request}: the marketplace's call quota is spent until {clock} UTC", "quota_spent"),
    ("{request}: the answer is cut off or is not JSON ({n} bytes)", "unreadable_answer"),
    ("The answer for {words} is not that order ({error})", "unreadable_answer"),
    ("The answer for {words} is not a list of items", "unreadable_answer"),
    ("The answer for {words} is not an object", "unreadable_answer"),
    ("The listing {sku} cannot be read ({error})", "unreadable_answer"),
    (
        "The offer package was opened but the answer does not name it; nothing was changed by it.",
        "unreadable_answer",
    ),
    ("{host} answered something that is not a token: check VIGIE_AUTH_URL", "unreadable_answer"),
    ("{host} gave no token ({words}): check VIGIE_AUTH_URL", "no_token"),
    (
        "{host} refused the client id '{words}: check VIGIE_CLIENT_ID and VIGIE_CLIENT_SECRET",
        "credentials_refused",
    ),
    ("unforeseen {error} at {where}", "unforeseen"),
    ("The outcome could not be read since {since} UTC: {rest}", "unreadable_since"),
    ("Order {order} is {status}.", "order_is"),
    ("Order {order} is still {status}.", "order_is_still"),
    ("Order {order} is {status} instead.", "order_is_instead"),
    ("Order {order} has the unknown status '{words}'.", "order_status_unknown"),
    ("Order {order} has an unknown status: [{words}].", "order_statuses_unknown"),
    ("The lines of order {order} are not shown.", "lines_not_shown"),
    ("Order {order} is {status} and no parcel is on it.", "order_without_parcel"),
    ("Order {order} is {status} but shows no parcel.", "order_shows_no_parcel"),
    ("Parcel {parcel} is on the lines of order {order}.", "parcel_on_order"),
    ("Parcel {parcel} is on some lines of order {order} only.", "parcel_on_some_lines"),
    ("Nothing is left to ship: order {order} is {status}.", "nothing_left_to_ship"),
    ("Order {order} was shipped with another parcel: {parcels}.", "shipped_with_another"),
    ("The marketplace is working on package {package}.", "package_worked_on"),
    ("There is no listing with the SKU {sku} on {channel}.", "no_listing"),
    ("Listing {sku} shows what was asked for.", "listing_as_asked"),
    ("Listing {sku} was integrated and shows what was asked for.", "change_taken"),
    ("Listing {sku} was integrated; by now it shows {n} units.", "change_taken_and_sold"),
    ("Listing {sku} is unchanged: no package for it was handed in.", "listing_unchanged"),
    ("The marketplace did not take the change of {sku}: {words}", "change_refused"),
    ("Package {package} is {state}; its report does not tell of {sku} yet.", "report_to_come"),
    ("The change of {sku} was integrated, but the listing does not show it yet.", "change_to_show"),
    ("Not finished since {since} UTC: {rest}", "unfinished_since"),
    ("Given up after {n} requests: {rest}", "gave_up"),
    ("Given up after {n} tries, none sent: {rest}", "gave_up_unsent"),
    ("Not to be seen yet: {rest}", "not_seen_yet"),
    ("Not confirmed since {since} UTC: {rest}", "unconfirmed_since"),
    ("Could not be read: {rest}", "unreadable"),
    ("The marketplace had said yes, but: {rest}", "said_yes_but"),
    ("Settled by hand: {rest}", "settled_by_hand"),
    ("{rest} Sending again.", "sent_again"),
)
"""As they were written, in the order in which they are tried, and the code of today."""

_RENAMED: Final = {"parcels": "parcel"}
_STRANGE: Final = frozenset({"order_status_unknown", "order_statuses_unknown"})
"""Whose `words` are statuses."""


def code_of(text: str) -> tuple[str | None, Mapping[str, Any]]:
    """The code and the arguments of a note without a code; None and none for what is not in the table."""
    for pattern, code in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return code, dict(_argument(code, *one) for one in found.groupdict().items())
    return None, {}


def _argument(code: str, name: str, value: str) -> tuple[str, object]:
    if name == "since":
        return name, f"{value.replace(' ', 'T', 1)}+00:00"
    if name == "rest":
        return name, {"text": value}
    if name == "checks":
        return name, value.split(", ")
    if name == "words" and code in _STRANGE:
        return "status", [one.strip("'\" ") for one in value.split(",")]
    return _RENAMED.get(name, name), value


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(_pattern(wording), re.DOTALL), code) for wording, code in _WORDINGS)


def _pattern(wording: str) -> str:
    places = re.split(r"\{(\w+)\}", wording)
    texts, names = places[::2], [*places[1::2], ""]
    groups = [f"(?P<{name}>{_SHAPES.get(name, '.+')})" if name else "" for name in names]
    return "".join(re.escape(text) + group for text, group in zip(texts, groups, strict=True))
