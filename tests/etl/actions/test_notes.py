"""Notes as codes: what the engine can write is worded for the screen; its English wording stays as published."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import etl.actions
from etl.actions.notes import Note, as_written, note, read_note, result_of
from etl.actions.sender.answers import problem_note
from etl.octopia.errors import BrokenAnswer, CredentialsRefused, NoToken, NotSent, OctopiaError, QuotaExhausted
from etl.words.catalogues import speaking
from etl.words.notes import NOTES, note_words

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CODE = re.compile(r"[a-z][a-z_]{2,39}\Z")


def codes_written() -> Iterator[str]:
    """Every code that stands in the source of the actions: of `note`, of `Note`, and of tables of wordings."""
    for path in Path(etl.actions.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {"note": 0, "coded": 0, "_said": 0, "Note": 1}.get(node.func.id)
                if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                    yield str(node.args[place].value)  # type: ignore[attr-defined]  a constant
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                if node.target.id == "_WORDINGS" and isinstance(node.value, ast.Dict):
                    yield from (str(key.value) for key in node.value.keys if isinstance(key, ast.Constant))
                if node.target.id == "_MEANINGS" and isinstance(node.value, ast.Tuple):
                    yield from (str(pair.elts[1].value) for pair in node.value.elts)  # type: ignore[attr-defined]


def test_every_code_the_actions_can_write_is_worded_and_none_besides() -> None:
    written = set(codes_written())
    assert len(written) > 40
    assert written - set(NOTES) == set()
    assert set(NOTES) - written == set()


def test_a_note_keeps_its_english_wording_and_what_a_reader_needs() -> None:
    inner = note("order_is", "Order {order} is {status}.", order="A1", status="Accepted")
    outer = note("unconfirmed_since", "Not confirmed since {since:%Y-%m-%d %H:%M} UTC: {rest}", since=NINE, rest=inner)
    assert outer.text == "Not confirmed since 2026-11-23 09:00 UTC: Order A1 is Accepted."
    assert outer.arguments == {
        "since": "2026-11-23T09:00:00+00:00",
        "rest": {"text": inner.text, "code": "order_is", "arguments": {"order": "A1", "status": "Accepted"}},
    }
    with speaking("fr"):
        assert note_words(outer) == "Non confirmé depuis le 23\xa0nov. 2026, 10:00. Commande A1\xa0: Acceptée."
    with speaking("zh"):
        assert "订单 A1" in note_words(outer)


@pytest.mark.parametrize(
    ("error", "code", "french"),
    [
        (QuotaExhausted("GET /x: held back, the call quota is spent", NINE), "quota_spent", "09:00:00 UTC"),
        (NoToken("http://auth gave no token (status 500): check VIGIE_AUTH_URL"), "no_token", "identification"),
        (NotSent("GET /x: http://h cannot be reached (E): check VIGIE_API_URL"), "unreachable", "injoignable"),
        (
            CredentialsRefused("http://auth refused the client id 'x' (no): check"),
            "credentials_refused",
            "identifiants",
        ),
        (BrokenAnswer("GET /x: the answer is cut off or is not JSON (3 bytes)"), "unreadable_answer", "illisible"),
    ],
)
def test_what_stayed_english_is_told_in_french(error: OctopiaError, code: str, french: str) -> None:
    told = problem_note(error)
    assert (told.text, told.code) == (str(error), code)
    with speaking("fr"):
        assert french in note_words(told)
        assert french in note_words(Note(told.text)) or code in {"quota_spent", "credentials_refused"}


def test_a_persons_own_words_are_never_taken_for_the_engines() -> None:
    with speaking("fr"):
        assert note_words(as_written("asked for")) == "asked for"
        assert note_words(Note("asked for")) == "demandé"


def test_what_a_newer_version_wrote_is_shown_as_written() -> None:
    with speaking("fr"):
        assert note_words(Note("Sent to the moon.", "sent_to_the_moon", {"n": 1})) == "Sent to the moon."
        assert note_words(Note("Order A1 is Accepted.", "order_is", {"another": 1})) == "Order A1 is Accepted."
    assert note_words(None) == ""


def test_columns_and_notes_are_one_and_the_same() -> None:
    told = note("answered", "The marketplace answered {code}.", code=201)
    columns = result_of(told)
    assert read_note(columns["result"], columns["result_code"], columns["result_arguments"]) == told
    assert result_of(None) == {"result": None, "result_code": None, "result_arguments": None}
    assert read_note(None, None, None) is None
