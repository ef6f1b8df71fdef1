"""`docs/codes.md` is true and complete: every code a check can give, with what it weighs and its words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.domain.checks import Severity
from etl.preflight.codes import CODES, SECTIONS
from etl.preflight.codes_page import codes_page, wording
from etl.preflight.parcels.checks import _DESTINATION, _NUMBER_REMARKS
from etl.words.catalogues import LANGUAGES, speaking
from etl.words.checks import CHECK_NAMES, COUNTED, SENTENCES
from etl.words.parcel_rows import UNREADABLE

ROOT = Path(__file__).parents[3]
SOURCES = [
    *sorted((ROOT / "etl" / "preflight").rglob("*.py")),
    *sorted((ROOT / "etl" / "commands").rglob("*.py")),
    *sorted((ROOT / "dashboard").rglob("*.py")),
    ROOT / "etl" / "domain" / "orders" / "shipping.py",
    ROOT / "etl" / "domain" / "tracking" / "numbers.py",
    ROOT / "etl" / "domain" / "tracking" / "floors.py",
]
CELL_FAULTS = ("formula", "digits_lost", "too_long")
BEHIND_A_VARIABLE = {
    "date_damaged",
    "amount_damaged",
    "currency_damaged",
    "carrier_unknown",
    "carrier_missing",
    "conflicting_action",
    "not_written_down",
    "row_called_off",
    "row_shifted",
    "url_left_out",
    "item_left_out",
}


def given_codes() -> Iterator[str]:
    """Codes as they stand in the source: the first argument of Check and Problem, and codes beside their severity."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Check", "Problem"} and node.args:
                yield from texts(node.args[0])
            if isinstance(node, ast.Tuple) and len(node.elts) == 2 and is_severity(node.elts[1]):
                yield from texts(node.elts[0])


def texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield from (f"{node.values[0].value}{fault}" for fault in CELL_FAULTS)


def is_severity(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Severity"


def test_every_code_in_the_source_is_listed_and_no_other():
    assert {*given_codes(), *_DESTINATION, *_NUMBER_REMARKS, *BEHIND_A_VARIABLE} == set(CODES)


def test_a_code_stands_in_one_section():
    assert len(CODES) == sum(len(codes) for codes in SECTIONS.values())


def test_every_code_has_its_words_and_no_words_are_left_over():
    assert {*SENTENCES, *COUNTED} == set(CODES)
    assert not set(SENTENCES) & set(COUNTED)


def test_what_asks_for_a_reason_has_a_name_for_the_audit():
    asking = {code for code, severities in CODES.items() if Severity.ASKS in severities}
    answered_by_a_choice = {"several_numbers", "several_carriers", "carrier_unknown", "carrier_missing"}
    assert asking - answered_by_a_choice == set(CHECK_NAMES)


@pytest.mark.parametrize("language", ["fr", "zh"])
def test_every_code_is_worded_in_each_language(language):
    with speaking("en"):
        english = {code: wording(code) for code in CODES}
    with speaking(language):
        alike = {code for code, words in english.items() if wording(code) == words}
    assert alike <= {"stock_covers"}
    assert set(LANGUAGES) == {"fr", "en", "zh"}


def test_the_page_in_the_repository_is_the_one_that_is_made():
    assert (ROOT / "docs" / "codes.md").read_text(encoding="utf-8") == codes_page()


def test_the_page_names_every_code_and_every_unreadable_file():
    page = codes_page()
    assert [code for code in (*CODES, *UNREADABLE) if f"| `{code}` |" not in page] == []
