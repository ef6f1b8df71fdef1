"""A carrier's wording as plain text: entities decoded once, tags and addresses of links out, damaged letters mended."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

from etl.domain.characters import plain_line

LONGEST: Final = 2000
"""Characters of a wording that are looked at: none has a tenth of it."""

_TAGS: Final = (
    "a abbr acronym address applet area article aside audio b base bdi bdo big blockquote body br button canvas "
    "caption center cite code col colgroup dd del details dfn dialog div dl dt em embed fieldset figure font footer "
    "form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main "
    "map mark marquee math meta nav noscript object ol option p param picture pre q s samp script section select "
    "small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time "
    "title tr track tt u ul var video wbr"
)
_NAMES: Final = "|".join(sorted(_TAGS.split(), key=len, reverse=True))
_HIDDEN: Final = re.compile(r"<(script|style|head|template)\b[^>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BREAK: Final = re.compile(r"</?(?:br|p|div|li|tr|td|th|h[1-6]|hr)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(rf"</?(?:{_NAMES})(?:[\s/][^<>]*)?>", re.IGNORECASE)
_CUT_TAG: Final = re.compile(rf"<(?:{_NAMES})\s[^<>]*$", re.IGNORECASE)
_DAMAGE: Final = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u2013-\u203a\u20ac\u2122\u0192\u02c6\u02dc]")
_ONE_KIND: Final = str.maketrans({"’": "'", "_": " ", "œ": "oe", "Œ": "oe"})
_WESTERN: Final = ("cp1252", "latin-1")
_MOST_REPAIRS: Final = 3


def cleaned_label(text: object) -> str | None:
    """A wording as it may be shown anywhere; None when nothing remains of it."""
    return _cleaned(text[:LONGEST]) if isinstance(text, str) else None


# carriers say the same few sentences of a million parcels
@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str | None:
    decoded = html.unescape(_without_tags(text))
    return " ".join(plain_line(_mended(_without_tags(decoded))).split()) or None


def plain_wording(label: str) -> str:
    """A label as wordings are looked up: lower case, no accents, one kind of apostrophe, no full stop."""
    decomposed = unicodedata.normalize("NFKD", label.translate(_ONE_KIND))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return " ".join(plain.split()).strip(" .!;:")


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    # a break parts two words, a link or bold letters do not
    shown = _BREAK.sub(" ", _HIDDEN.sub(" ", text))
    return _CUT_TAG.sub("", _TAG.sub("", shown))


def _mended(text: str) -> str:
    """`distribuÃ©` is read as it was meant, only where every letter of the text agrees."""
    for _step in range(_MOST_REPAIRS):
        if not _DAMAGE.search(text):
            break
        text = _read_again(text)
    return text


def _read_again(text: str) -> str:
    for encoding in _WESTERN:
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text
