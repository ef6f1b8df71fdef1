"""The letters of the papers: every Latin one, and Chinese where the text has any; a box for what no font has."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from etl.words.markdown import shortened

REGULAR: Final = "NotoSans-Regular"
BOLD: Final = "NotoSans-Bold"
HAN: Final = "DroidSansFallback-GB"
MISSING: Final = "□"
LONGEST: Final = 60_000
_FOLDER: Final = Path(__file__).parent / "fonts"


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """The text in pieces, each with the font that has its letters: (font, piece)."""
    drawn = [_placed(letter, font) for letter in text]
    return [
        (name, "".join(letter for _name, letter in piece)) for name, piece in groupby(drawn, key=lambda one: one[0])
    ]


def text_width(text: str, font: str, size: float) -> float:
    """How wide the text is, in points."""
    return sum(float(stringWidth(piece, name, size)) for name, piece in runs(text, font))


def fitted(text: str, font: str, size: float, width: float) -> str:
    """The text, its end cut with an ellipsis where it is wider than `width` points."""
    text = shortened(text)
    if text_width(text, font, size) <= width:
        return text
    while text and text_width(f"{text}…", font, size) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """The words of the text on lines of at most `width` points; a longer word has a line of its own, cut."""
    lines: list[str] = []
    for word in shortened(text, LONGEST).split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, font, size) <= width:
            lines[-1] = joined
        else:
            lines.append(fitted(word, font, size, width))
    return lines


def _placed(letter: str, font: str) -> tuple[str, str]:
    known = _letters()
    if ord(letter) in known[font]:
        return font, letter
    return (HAN, letter) if ord(letter) in known[HAN] else (font, MISSING)


@cache
def _letters() -> dict[str, frozenset[int]]:
    fonts = {name: TTFont(name, str(_FOLDER / f"{name}.ttf")) for name in (REGULAR, BOLD, HAN)}
    for font in fonts.values():
        registerFont(font)
    return {name: frozenset(font.face.charToGlyph) for name, font in fonts.items()}
