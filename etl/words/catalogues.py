"""The three languages of Vigie: gettext catalogues read from their .po files, no build step.

Source strings are English. `_` and `ngettext` translate into the reader's language, `N_` marks a string
that is translated later (a table of words). A language is one of `LANGUAGES`.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from etl.domain.wording import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "LOCALE_DIRECTORY",
    "N_",
    "_",
    "catalogue_path",
    "first_language",
    "language",
    "language_comes_from",
    "ngettext",
    "speaking",
    "translations",
]

LANGUAGES = {"fr": "Français", "en": "English", "zh": "中文"}
DEFAULT_LANGUAGE = "fr"
LOCALE_DIRECTORY = Path(__file__).parent / "locale"

_forced: ContextVar[str | None] = ContextVar("forced_language", default=None)
_source: Callable[[], str | None] | None = None


def catalogue_path(language: str) -> Path:
    """The .po file of a language."""
    return LOCALE_DIRECTORY / language / "LC_MESSAGES" / "vigie.po"


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> GNUTranslations:
    """The catalogue of a language, compiled in memory once per process."""
    compiled = BytesIO()
    with catalogue_path(language).open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def language() -> str:
    """The language in force: forced by `speaking`, else what `language_comes_from` was given answers, else French."""
    return _forced.get() or (_source() if _source else None) or DEFAULT_LANGUAGE


def language_comes_from(source: Callable[[], str | None]) -> None:
    """Ask `source` for the language from now on: a session of the app, say; None leaves it to the default."""
    global _source  # noqa: PLW0603 - one process speaks to many sessions, and one function tells them apart
    _source = source


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Use one language inside the block, outside any browser session too (exports, tests)."""
    token = _forced.set(wanted)
    try:
        yield
    finally:
        _forced.reset(token)


def first_language(browser_locale: str | None, default: str = DEFAULT_LANGUAGE) -> str:
    """The language of a first visit: the browser's if there is a catalogue for it, else the default.

    `browser_locale` is a BCP 47 tag such as `zh-Hans-CN`.
    """
    primary = (browser_locale or "").replace("_", "-").split("-")[0].lower()
    if primary in LANGUAGES:
        return primary
    return default if default in LANGUAGES else DEFAULT_LANGUAGE


def _(message: str) -> str:
    """Translate a message into the language in force."""
    return translations(language()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message that counts; the result still holds its placeholders."""
    return translations(language()).ngettext(singular, plural, n)
