"""In which language a text is, of those we deal in; offline, and the same answer for the same text on every run.

Three words and more that buyers of one language write all the time decide most texts. Where they do not, py3langid is
asked, limited to the same languages. Chinese is known by its characters; another script is none of ours.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
from py3langid.modelio import load_model

from etl.domain.messages.language_words import LATIN_LANGUAGES, WORDS

LANGUAGES: Final = (*LATIN_LANGUAGES, "zh")
"""ISO 639-1."""

COUNTRY_LANGUAGES: Final = {
    **{"FR": "fr", "ES": "es", "IT": "it", "PT": "pt", "DE": "de", "AT": "de", "NL": "nl", "GB": "en", "UK": "en"},
    **{"IE": "en", "CN": "zh"},
}
USUAL_LANGUAGE: Final = "fr"
"""Of a channel whose id ends with no such country: Cdiscount's customers are French (octopia-api 2)."""

LEAST_LETTERS: Final = 12
LEAST_WORDS: Final = 3
LEAST_HAN: Final = 4
"""A text shorter than that says nothing: "Hello", "Merci" and a carrier's name are written in every language."""

_MOST_CHARACTERS: Final = 2_000
_LEAST_PROBABILITY: Final = 0.6

# ids, numbers and parcel numbers, addresses of pages and people: written alike in every language
_NO_WORDS: Final = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\S*\d\S*")
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA: Final = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_LATIN: Final = re.compile("[a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
_IN_NAMES: Final = frozenset(
    ["da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "e", "het", "la", "le", "van", "von", "y", "zu"]
)


@lru_cache(maxsize=4096)
def language_of(text: str) -> str | None:
    """The language of a text in which nothing is quoted; None when it is too short or in none of ours."""
    text = text[:_MOST_CHARACTERS]
    han = len(_HAN.findall(text))
    as_written = _WORD.findall(_NO_WORDS.sub(" ", text).replace("’", "'"))
    words = [word.lower() for word in as_written]
    letters = "".join(words)
    latin = len(_LATIN.findall(letters))
    # a sign of Chinese is about a syllable, two letters and a half
    if han * 2.5 > latin:
        return "zh" if han >= LEAST_HAN and len(_KANA.findall(text)) * 10 < han else None
    if latin < LEAST_LETTERS or len(words) < LEAST_WORDS or latin * 2 < len(letters):
        return None
    return _by_words(words) or (None if _are_names(as_written) else _by_letters(" ".join(words)))


def channel_language(channel: str | None) -> str:
    """The language of a sales channel's customers, by the country at the end of its id: CDISFR."""
    return COUNTRY_LANGUAGES.get((channel or "").strip()[4:], USUAL_LANGUAGE)


def _by_words(words: list[str]) -> str | None:
    # "j'ai" is a word of its own and two others
    said = {*words, *(part for word in words if "'" in word for part in word.split("'"))}
    hits = sorted(((len(said & known), language) for language, known in WORDS.items()), reverse=True)
    (most, language), (next_most, _) = hits[:2]
    return language if most >= 3 and most >= 2 * next_most else None


def _are_names(words: list[str]) -> bool:
    """Whether words are those of people, streets and products alone, which tell a country and no language."""
    others = [word for word in words if word.lower() not in _IN_NAMES]
    return (
        not all(word.isupper() for word in others)
        and all(word[0].isupper() for word in others)
        and not any(word.lower() in known for word in others for known in WORDS.values())
    )


def _by_letters(text: str) -> str | None:
    language, probability = _identifier().classify(text)
    return language if probability >= _LEAST_PROBABILITY else None


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    # half a second and, for that long, 100 MB: only where a text needs it, and without the languages of others after it
    by_feature, prior, languages, moves, rows, features = load_model(MODEL_DIR / MODEL_FILE)
    ours = [languages.index(language) for language in LATIN_LANGUAGES]
    return LanguageIdentifier(
        by_feature[:, ours], prior[ours], list(LATIN_LANGUAGES), moves, features, norm_probs=True, tk_row=rows
    )
