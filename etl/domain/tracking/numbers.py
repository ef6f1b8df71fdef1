"""Whether a parcel number may be sent, and how far it can be believed.

Two separate questions. What the marketplace refuses *blocks* (`parcel_number_problems`, `tracking_url_problems`). What
does not look like the carrier's numbers only *warns* (`assess_number`): shapes and keys are gathered from public
sources, and even La Poste's own specimen number fails its key. Both answer with codes, for pages to translate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final
from urllib.parse import urlsplit

from etl.domain.characters import visible
from etl.domain.tracking.carriers import carrier_family
from etl.domain.tracking.shapes import SHAPES, NumberShape

MAX_NUMBER_LENGTH: Final = 50
MAX_URL_LENGTH: Final = 255
MAX_ZEROS: Final = 3

REFUSED: Final = "\"'“”‘’«»,&*$"
"""Characters that the marketplace refuses in a parcel number, beside blanks (octopia-api 5).

Typographic quotes as well: spreadsheets and mail programs put them where the marketplace's " and ' are meant.
"""

_FORBIDDEN: Final = re.compile(rf"[{REFUSED}\s]")
_SPACES_AND_DASHES: Final = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_RETURN_LABEL: Final = re.compile(r"8R[0-9]{11}", re.ASCII)


class Verdict(IntEnum):
    """How far a number is confirmed; the rungs V4 announced and V5 scanned are the carrier's to add (M5b)."""

    MISSING = 0
    WRONG_SHAPE = 1
    SHAPE_OK = 2
    CHECK_DIGIT_OK = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the marketplace would refuse a value: a code, and what to show beside it (a length, the characters)."""

    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a number compares with its carrier's numbers.

    `verdict` is None when nobody can vouch for any shape of that carrier. `shape` names the shape found. `remarks` are
    codes: no_known_shape, wrong_shape, wrong_check_digit, return_label, postcode_needed.
    """

    number: str
    verdict: Verdict | None
    shape: str | None = None
    remarks: tuple[str, ...] = ()


def normalised_number(text: str | None) -> str:
    """Write a number in capitals, without spaces and dashes of any kind."""
    return _SPACES_AND_DASHES.sub("", visible(text or "")).upper()


def parcel_number_problems(text: str | None) -> list[Problem]:
    """Tell why the marketplace would refuse a parcel number as it stands, surrounding spaces aside (octopia-api 5).

    Kinds: number_missing; number_too_long (detail: its length); number_characters (detail: those that are forbidden).
    """
    number = (text or "").strip()
    if not number:
        return [Problem("number_missing")]
    problems = []
    if len(number) > MAX_NUMBER_LENGTH:
        problems.append(Problem("number_too_long", str(len(number))))
    if forbidden := dict.fromkeys(_FORBIDDEN.findall(number)):
        problems.append(Problem("number_characters", "".join(forbidden)))
    return problems


def tracking_url_problems(text: str | None) -> list[Problem]:
    """Tell why the marketplace would refuse a tracking URL; none is needed (octopia-api 5).

    Kinds: url_too_long (detail: its length); url_not_web: not http(s) with a host, nor the www. form the
    marketplace's own sample has.
    """
    url = (text or "").strip()
    if not url:
        return []
    problems = [Problem("url_too_long", str(len(url)))] if len(url) > MAX_URL_LENGTH else []
    return problems if _is_web_address(url) else [*problems, Problem("url_not_web")]


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
    except ValueError:
        return False
    is_addressed = "://" in url or url.lower().startswith("www.")
    return is_addressed and parts.scheme in {"http", "https"} and "." in parts.netloc and not re.search(r"\s", url)


def assess_number(text: str | None, carrier_name: str | None, postcode: str | None = None) -> Assessment:
    """Place a number on the ladder V0 to V3 of its carrier (seller-rules 3.2 and M5b)."""
    number, family = normalised_number(text), carrier_family(carrier_name)
    if not number:
        return Assessment(number, Verdict.MISSING)
    remarks = _RETURN_REMARK if family == "la_poste" and _RETURN_LABEL.fullmatch(number) else ()
    if family == "mondial_relay" and not postcode:
        remarks = (*remarks, "postcode_needed")
    shapes = SHAPES.get(family or "")
    if shapes is None:
        return Assessment(number, None, None, ("no_known_shape", *remarks))
    verdict, shape, remark = _climb(number, shapes)
    return Assessment(number, verdict, shape, (*remark, *remarks))


_RETURN_REMARK: Final[tuple[str, ...]] = ("return_label",)


def number_with_zeros(number: str, carrier_name: str) -> str | None:
    """The number with the zeros a spreadsheet takes away in front, where a check digit proves that they are missing.

    A length alone proves nothing: GLS has numbers of nine digits.
    """
    candidates = ("0" * zeros + number for zeros in range(1, MAX_ZEROS + 1)) if number.isdecimal() else ()
    proven = (one for one in candidates if assess_number(one, carrier_name).verdict is Verdict.CHECK_DIGIT_OK)
    return next(proven, None)


def _climb(number: str, shapes: tuple[NumberShape, ...]) -> tuple[Verdict, str | None, tuple[str, ...]]:
    """Find the shape that says most: a check digit that fits, else one that does not, else a shape without."""
    outcomes = [(shape, _fits(number, shape)) for shape in shapes if shape.pattern.fullmatch(number)]
    for wanted, verdict, remark in _OUTCOMES:
        for shape, fits in outcomes:
            if fits is wanted:
                return verdict, shape.name, remark
    return Verdict.WRONG_SHAPE, None, ("wrong_shape",)


_OUTCOMES: Final[tuple[tuple[bool | None, Verdict, tuple[str, ...]], ...]] = (
    (True, Verdict.CHECK_DIGIT_OK, ()),
    (False, Verdict.SHAPE_OK, ("wrong_check_digit",)),
    (None, Verdict.SHAPE_OK, ()),
)


def _fits(number: str, shape: NumberShape) -> bool | None:
    match = shape.pattern.fullmatch(number)
    if match is None or shape.check is None or match["check"] is None:
        return None
    return shape.check(match["serial"]) == match["check"]
