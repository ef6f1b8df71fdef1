"""What is no tracking number whatever the carrier, and the one number that blanks, hyphens and dots only group.

Nothing is guessed here: what could be two numbers is never made one, and what only looks like a letter or a digit is
never made one either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from etl.domain.tracking.numbers import REFUSED, Problem, Verdict, assess_number, normalised_number
from etl.domain.tracking.shapes import LOOSE_SHAPES

EXACT_DIGITS: Final = 15
"""Spreadsheets keep fifteen digits of a number and write zeros for the others."""
LONG_PART: Final = 6
"""Two parts at least this long that are built alike are two numbers, not the groups of one."""

_ADDRESS: Final = re.compile(
    r"://|\bwww\.|^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}[/?#]|[^\s@]@[^\s@]+\.", re.IGNORECASE
)
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:(?:19|20)[0-9]{2}|[0-9]{2})"
_HOUR: Final = r"(?:[T\s,]*(?:à|at|um)?\s*[0-9]{1,2}[:hH][0-9]{2}(?:[:.][0-9]+)*\s*(?:[AaPp][Mm]|Z)?)"
_NAME: Final = (
    r"(?:jan|f[eé]v|feb|mar|m[aä]r|a[pv]r|ma[iy]|jui?n|jui?l|a[ou][uû]?|sep|o[ck]t|nov|d[eé][cz])[a-zéûä]{0,7}\.?"
)
_DATE: Final = re.compile(
    rf"(?:{_DAY}\s*([-/.\s])\s*{_MONTH}\s*\1\s*{_YEAR}|{_MONTH}([-/.]){_DAY}\2{_YEAR}"
    rf"|(?:19|20)[0-9]{{2}}([-/.\s]){_MONTH}\3{_DAY}"
    rf"|{_DAY}(?:er)?[-/.\s]*{_NAME}[-/.\s]*(?:{_YEAR})?|{_NAME}[-/.\s]*{_DAY},?[-/.\s]*(?:{_YEAR})?"
    rf"|{_DAY}[/.]{_MONTH}){_HOUR}?|[0-9]{{1,2}}[:h][0-9]{{2}}(?::[0-9]{{2}})?",
    re.IGNORECASE,
)
_COMPACT_DATE: Final = re.compile(
    r"20[1-4][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])20[1-4][0-9]"
    r"|4[3-9][0-9]{3}",  # the last: a day as spreadsheets count them, 2017 to 2036
    re.ASCII,
)
_ORDER: Final = re.compile(
    r"[12][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])[0-5][0-9](?=[0-9]*[A-Z])[0-9A-Z]{5}",
    re.ASCII,
)
"""The marketplace's order numbers: the minute they were made in, and five characters with a letter among them."""
_PHONE: Final = re.compile(r"0[67][0-9]{8}|(?:00)?33[67][0-9]{8}", re.ASCII)
_AMOUNT: Final = re.compile(r"[-+]?[0-9]{1,6}[.,][0-9]{1,2}\s*(?:€|EUR|%)?|[0-9]+\s*(?:€|EUR|%)", re.IGNORECASE)
_ERROR: Final = re.compile(r"#|\b(?:ERR|Err):[0-9]+|\b(?:N/A|NV|VALEUR|VALUE|REF|DIV/0|NAME|NOM|NULL|NUM)[!?]")
_LIST: Final = re.compile(r"[;+,|&\n\r，；、｜]|\s(?:et|and|ou|or|puis|y|und|e|en)\s|\s/|/\s", re.IGNORECASE)
_JOINTS: Final = re.compile(r"[\s\-._\u2010-\u2015\u2212]+")
_TAKEN: Final = re.compile(r"[A-Za-z0-9./_\-\s\u2010-\u2015\u2212]*", re.ASCII)
_WORDS: Final = re.compile(r"[^a-z]+")
_NOT_A_PREFIX: Final = frozenset({"N", "NO", "NR", "NB", "ID", "LE", "DU", "A"})

_NOTHING: Final = """
    sans suivi attente indisponible disponible aucun aucune neant inconnu inconnue manquant venir retrait
    magasin propre lettre simple verte annule annulee remboursement pas encore bientot prevoir creer completer
    none null nil nan pending unavailable available unknown undefined missing awaiting untracked tbd tba tbc todo
    waiting soon later pickup cancelled canceled nothing void blank empty dummy placeholder
"""
PLACEHOLDERS: Final = frozenset(_NOTHING.split())
"""Words that stand for a number that is not there, without accents. Chinese ones have no digit, or no ASCII."""


def number_floor(text: str | None) -> Problem | None:
    """Why something is no tracking number whatever the carrier; None for what may be one, or is not there at all.

    Kinds: number_is_address, number_is_date, number_is_order (one of the marketplace's), number_is_none (no digit,
    nothing but one digit over and over, an amount, a spreadsheet's error, a word for nothing), number_several,
    number_foreign (detail: the characters).
    """
    shown = (text or "").strip()
    if not shown:
        return None
    if _ADDRESS.search(shown):
        return Problem("number_is_address")
    looks = (
        (Problem("number_is_date", shown), _DATE.fullmatch(shown)),
        (Problem("number_is_order", shown), _ORDER.fullmatch(normalised_number(shown))),
        (Problem("number_is_none", shown), _is_nothing(shown)),
        (Problem("number_several", shown), _is_several(shown)),
    )
    if found := next((problem for problem, is_so in looks if is_so), None):
        return found
    foreign = dict.fromkeys(
        character for character in shown if not (_TAKEN.fullmatch(character) or character in REFUSED)
    )
    return Problem("number_foreign", "".join(foreign)) if foreign else None


def one_number(text: str, carrier_name: str) -> str | None:
    """The number without the blanks, hyphens and dots that group it, where it is one number of the carrier's shape.

    None where nothing proves that: `1234567 1234568` has the length of a DPD number and is two numbers.
    """
    parts = [part for part in _JOINTS.split(text) if part]
    joined = "".join(parts)
    if len(parts) < 2:
        return joined or None
    found = assess_number(joined, carrier_name)
    if (found.verdict or 0) < Verdict.SHAPE_OK or _are_alike(parts):
        return None
    if found.verdict is Verdict.CHECK_DIGIT_OK:
        return joined
    is_whole = any((assess_number(part, carrier_name).verdict or 0) >= Verdict.SHAPE_OK for part in parts)
    return None if is_whole or (found.shape in LOOSE_SHAPES and _has_words(parts)) else joined


def has_blanks(text: str) -> bool:
    """Whether something stands apart in what should be one number."""
    return len(text.split()) > 1


def is_rounded(number: str) -> bool:
    """Whether a long number ends as one that a spreadsheet has rounded: after fifteen digits nothing but zeros."""
    digits = normalised_number(number)
    return digits.isdecimal() and len(digits) > EXACT_DIGITS and not digits[EXACT_DIGITS:].strip("0")


def is_like_a_date(number: str) -> bool:
    """Whether eight or five digits are those of a day of our years: `28112026`, `20261128`, 46354."""
    return bool(_COMPACT_DATE.fullmatch(number.strip()))


def is_like_a_phone(number: str) -> bool:
    """Whether a number is built like a French mobile's: a column of phones, or a row that has slipped by one cell."""
    return bool(_PHONE.fullmatch(normalised_number(number)))


def _is_nothing(shown: str) -> bool:
    digits = [character for character in shown if character.isdigit()]
    if not digits or _ERROR.search(shown.upper()) or _AMOUNT.fullmatch(shown):
        return True
    core = re.sub(r"[\W_]+", "", shown)
    if not core.strip("0") or (len(core) >= 4 and core.isdigit() and len(set(core)) == 1):
        return True
    plain = "".join(c for c in unicodedata.normalize("NFKD", shown) if not unicodedata.combining(c)).casefold()
    return any(word in PLACEHOLDERS for word in _WORDS.split(plain))


def _is_several(shown: str) -> bool:
    listed = [part for part in _LIST.split(shown) if _has_digit(part)]
    slashed = [part for part in shown.split("/") if len(part.strip()) >= 4 and _has_digit(part)]
    parts = [part for part in _JOINTS.split(shown) if part]
    return len(listed) > 1 or len(slashed) > 1 or _are_alike(parts)


def _are_alike(parts: Sequence[str]) -> bool:
    """Whether two long parts are built alike: letters and digits in the same places."""
    builds = [_build(part) for part in parts if len(part) >= LONG_PART and _has_digit(part)]
    return len(builds) > len(set(builds))


def _build(part: str) -> str:
    return "".join("9" if character.isdigit() else "A" for character in part)


def _has_words(parts: Sequence[str]) -> bool:
    """Whether a part without digits may be a word: all of them, save two letters in front that are no abbreviation."""
    lettered = [place for place, part in enumerate(parts) if not _has_digit(part)]
    is_prefix = lettered == [0] and len(parts[0]) <= 2 and parts[0].upper() not in _NOT_A_PREFIX
    return bool(lettered) and not is_prefix


def _has_digit(part: str) -> bool:
    return any(character.isdigit() for character in part)
