"""A carrier's wording as plain text: entities decoded once, tags and addresses of links out, damaged letters mended."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

from etl.domain.characters import plain_line

LONGEST: Final = 2000
"""Characters of a wording that are kept: none has a tenth of it."""
LONGEST_READ: Final = 300
"""Characters that are read for a meaning: a file may hold ten thousand rows."""

_TAGS: Final = (
    "a abbr acronym address applet area article aside audio b base bdi bdo big blockquote body br button canvas "
    "caption center cite code col colgroup dd del details dfn dialog div dl dt em embed fieldset figure font footer "
    "form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main "
    "map mark marquee math meta nav noscript object ol option p param picture pre q s samp script section select "
    "small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time "
    "title tr track tt u ul var video wbr"
)
_NAMES: Final = frozenset(_TAGS.split())
_HIDDEN: Final = re.compile(r"<(script|style|head|template)\b[^>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"</?([a-z][a-z0-9]*)(?:[\s/][^<>]*)?(?:>|$)", re.IGNORECASE)
_BREAKS: Final = frozenset({"br", "p", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "hr"})
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
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
    decomposed = unicodedata.normalize("NFKD", label[:LONGEST_READ].translate(_ONE_KIND))
    return " ".join(_ACCENTS.sub("", decomposed).casefold().split()).strip(" .!;:")


def _without_tags(text: str) -> str:
    return _TAG.sub(_without_tag, _HIDDEN.sub(" ", text)) if "<" in text else text


def _without_tag(found: re.Match[str]) -> str:
    """Nothing of a tag, also of one that was cut off; a break parts two words, a link or bold letters do not."""
    name, tag = found.group(1).lower(), found.group(0)
    # "a < b" at the end of a text is no tag: one that was cut off has begun to name an attribute
    if name not in _NAMES or (not tag.endswith(">") and "=" not in tag):
        return tag
    return " " if name in _BREAKS else ""


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
