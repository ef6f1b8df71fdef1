"""The one place where text written by others becomes safe to show inside Markdown."""

from __future__ import annotations

import re

MAX_LENGTH = 120
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+.!|~$:&^=]|(?<![^\W_])-|-(?![^\W_]))")
# A hyphen inside a word means nothing to Markdown, and a label is read out as it is written: Jean-Pierre.
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()<>#+\-.!|~$:&^=])")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_NO_BREAK_SPACES = "\u00a0\u202f"


def shortened(text: str | None, limit: int = MAX_LENGTH) -> str:
    """One line of at most `limit` characters, control characters dropped, an ellipsis where it was cut."""
    line = _BLANKS.sub(" ", text or "").strip()
    line = "".join(character for character in line if character.isprintable() or character in _NO_BREAK_SPACES)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


# GFM turns bare addresses into links after escapes are resolved; a word joiner inside keeps them text.
# After `www.` it would count as a letter of the domain, so there it stands before the point.
_AUTOLINK = re.compile(r"(https?:|www(?=\.)|@)(?=\S)", re.IGNORECASE)


def escape(text: str | None, limit: int = MAX_LENGTH) -> str:
    """Text that Markdown shows exactly as it is written: no link, image, icon, colour, formula or HTML in it.

    Product titles, names, marketplace messages and search words come from outside; every one passes here.
    """
    return _SPECIAL.sub(r"\\\1", _AUTOLINK.sub("\\1\u2060", shortened(text, limit)))


def unescaped(text: str) -> str:
    """What `escape` made safe, as it was: for a place that shows plain text, such as a cell of a table."""
    return _ESCAPED.sub(r"\1", text).replace("\u2060", "")


_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[\u3400-\u9fff])(?=[\u3400-\u9fff])")


def joined(text: str) -> str:
    """The text with its Chinese words in one piece: no line ends between two of their characters."""
    return _BETWEEN_IDEOGRAPHS.sub("\u2060", text)


def unbroken(text: str) -> str:
    """The text in one line: a figure with its unit or its base."""
    return joined(text.replace(" ", "\u00a0"))
