"""The three catalogues hold every message of the source, and nothing else, with the same placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from etl.words.catalogues import LANGUAGES, catalogue_path, first_language, ngettext, speaking

ROOT = Path(__file__).parents[3]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "counted": (1, 2)}
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def source_messages() -> set[str | tuple[str, str]]:
    found = [
        message
        for folder in ("dashboard", "etl", "pages")
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS
        )
    ]
    return set(found)


def catalogue(language: str) -> Catalog:
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language)


def entries(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_every_message_and_no_other(language):
    assert {message.id for message in entries(language)} == source_messages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty_or_unsure(language):
    unfinished = [message.id for message in entries(language) if message.fuzzy or not all(forms(message))]
    assert unfinished == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language):
    for message in entries(language):
        wanted = set(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[1]))
        for form in forms(message):
            assert set(PLACEHOLDER.findall(form)) == wanted, message.id


@pytest.mark.parametrize(("language", "count"), [("fr", 2), ("en", 2), ("zh", 1)])
def test_a_counting_message_has_the_forms_of_its_language(language, count):
    counting = [message for message in entries(language) if not isinstance(message.id, str)]
    assert {len(forms(message)) for message in counting} == {count}


@pytest.mark.parametrize("language", ["fr", "zh"])
def test_sentences_are_translated(language):
    alike = [message.id for message in entries(language) if message.id == message.string and " " in message.id]
    assert [words for words in alike if not PLACEHOLDER.search(words)] == []


def test_french_counts_nothing_in_the_singular():
    with speaking("fr"):
        assert ngettext("{n} order", "{n} orders", 0) == "{n} commande"


@pytest.mark.parametrize(
    ("browser", "language"),
    [("fr-CA", "fr"), ("en_US", "en"), ("zh-Hans-CN", "zh"), ("de-DE", "fr"), (None, "fr"), ("", "fr")],
)
def test_a_first_visit_takes_the_browsers_language_or_the_default(browser, language):
    assert first_language(browser) == language


def test_a_default_nobody_has_is_french():
    assert first_language(None, "tlh") == "fr"
