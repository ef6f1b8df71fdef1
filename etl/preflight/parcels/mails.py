"""Parcels told in a mail: lines of prose, and lines with an order number, a tracking number and perhaps a carrier."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Final

from etl.domain.tracking.carriers import FAMILIES, carrier_family
from etl.preflight.parcels.headings import Field
from etl.preflight.parcels.order_numbers import is_order_shaped, orders_within
from etl.preflight.sheets.text import SheetRow

MAIL_COLUMNS: Final[dict[Field, int]] = {"order_id": 0, "parcel_number": 1, "carrier_name": 2, "tracking_url": 3}

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SIGNS: Final = re.compile(r"[:=()\[\]<>→➔\t\u2013\u2014]|\s-+\s|->|\s\|\s")
_SHORT: Final = re.compile(r"[A-Z]{1,4}", re.ASCII)
_CALLED_OFF: Final = re.compile(
    r"\b(?:annul|cancel|void|rembours|refund|stornier|anulad)|\bne (?:pas|plus) (?:exp[eé]di|envoy)"
    r"|\b(?:do not|don['’]t) (?:ship|send)|取消|作废|退款|不要发|请勿发|别发",
    re.IGNORECASE,
)
_COMMON_WORDS: Final = frozenset({"autre", "autres", "other", "post", "landmark"})


def is_mail(rows: Sequence[SheetRow]) -> bool:
    """Whether order numbers stand within lines, rather than in cells of their own beside others."""
    telling = [row for row in rows if any(map(orders_within, row.cells))]
    in_cells = [row for row in telling if len(row.cells) > 1 and any(map(is_order_shaped, row.cells))]
    return bool(telling) and len(in_cells) * 2 <= len(telling)


def mail_rows(rows: Sequence[SheetRow], carriers: Collection[str]) -> list[SheetRow]:
    """The lines that name an order, as rows with the columns of `MAIL_COLUMNS`; the others are prose."""
    labels = sorted({*carriers, *FAMILIES} - _COMMON_WORDS, key=len, reverse=True)
    return [
        SheetRow(row.number, _cells(line, labels), row.is_cut)
        for row in rows
        if orders_within(line := ", ".join(row.cells))
    ]


def is_line_called_off(line: str) -> bool:
    """Whether a line of prose speaks of calling off or not sending, of whichever parcel: a person reads it."""
    return bool(_CALLED_OFF.search(line))


def _cells(line: str, labels: Sequence[str]) -> tuple[str, ...]:
    found = orders_within(line)
    rest = line
    for order in reversed(found):
        rest = f"{rest[: order.start()]} {rest[order.end() :]}"
    addresses = _ADDRESS.findall(rest)
    rest, named = _without_labels(_ADDRESS.sub(" ", rest), labels)
    number, address = _number(rest), addresses[0].rstrip(".,;)") if addresses else ""
    orders = " + ".join(order[0] for order in found)
    return (orders, number, named, address) if number else (orders, address, named, "")


def _without_labels(rest: str, labels: Sequence[str]) -> tuple[str, str]:
    """The line without the carriers it names, and their name: both, where they are two."""
    named: dict[str, str] = {}
    for label in labels:
        pattern = re.compile(rf"(?<![^\W_]){re.escape(_folded(label))}(?![^\W_])")
        while match := pattern.search(_folded(rest)):
            written = rest[match.start() : match.end()]
            named.setdefault(carrier_family(label) or label, written)
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    return rest, " / ".join(named.values())


def _folded(text: str) -> str:
    """In lower case without accents, each character at its place."""
    return "".join(unicodedata.normalize("NFKD", character)[0].lower()[:1] for character in text)


def _number(rest: str) -> str:
    """From the first to the last word with a digit, short capitals beside it included: what it is, its checks say."""
    words = [word.strip(",.;!'\"") for word in _SIGNS.sub(" ", rest).split()]
    words = [word for word in words if word]
    places = [place for place, word in enumerate(words) if any(map(str.isdigit, word))]
    if not places:
        return ""
    first, last = places[0], places[-1]
    while first > 0 and _SHORT.fullmatch(words[first - 1]):
        first -= 1
    while last + 1 < len(words) and _SHORT.fullmatch(words[last + 1]):
        last += 1
    return " ".join(words[first : last + 1])
