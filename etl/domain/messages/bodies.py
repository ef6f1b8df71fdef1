"""The body of a message as plain text, line by line: nothing is run, nothing fetched, nothing the writer said is lost.

Entities are decoded once. In HTML blocks and `br` break lines, the cells of a table are parted by a blank, and style,
scripts, head and comments never show. What is quoted stays in the text, marked, so that a page can fold it.
"""

from __future__ import annotations

import html
import re
from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from etl.domain.messages.markup import BLOCKS, HIDDEN, is_html, parsable


class Line(NamedTuple):
    """One line of a text, and whether it stands in a block quote."""

    text: str
    is_quoted: bool


# with its semicolon only: "?a=1&copy=2" is an address
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANKS: Final = re.compile(r"[ \t\n\r\f]+")


def lines_of(body: str) -> list[Line]:
    """A body as served, plain or HTML, in lines."""
    if is_html(body):
        return _html_lines(parsable(body))
    decoded = _ENTITY.sub(lambda entity: html.unescape(entity[0]), body)
    return [Line(line, is_quoted=False) for line in _unified(decoded).split("\n")]


def text_of(lines: list[Line]) -> str:
    """The whole text, quotes included."""
    return "\n".join(line.text for line in lines)


def _unified(text: str) -> str:
    """One kind of line end, and no control characters, which no person writes and a terminal obeys."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _html_lines(source: str) -> list[Line]:
    written = _Written()
    opened: list[LexborNode] = []
    node = LexborHTMLParser(source).root
    # by hand instead of by recursion: a body may be nested as deeply as it likes
    while node is not None or opened:
        if node is not None:
            opened.append(node)
            node = node.child if written.enter(node) else None
        else:
            left = opened.pop()
            written.leave(left)
            node = left.next if opened else None
    return written.finished()


class _Written:
    """Lines as they are written, element by element."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._line: list[str] = []
        self._is_blank_due = False
        self._quotes = 0
        self._preformatted = 0
        self._row_has_text = False
        self._cell_is_new = False
        self._may_go_on = False

    def enter(self, node: LexborNode) -> bool:
        """Write what a node begins with; whether its children are shown."""
        tag = node.tag or ""
        if tag == "-text":
            self._write(node.text_content or "")
            return False
        if tag in HIDDEN or tag.startswith("-") or tag.startswith("!"):
            return False
        if tag == "br":
            self._end_line(may_go_on=False)
        elif tag in ("td", "th"):
            self._begin_cell()
        elif tag in BLOCKS:
            self._break()
            self._row_has_text = self._row_has_text and tag not in ("tr", "table")
        self._quotes += tag == "blockquote"
        self._preformatted += tag == "pre"
        return True

    def leave(self, node: LexborNode) -> None:
        """Write what a node ends with."""
        tag = node.tag or ""
        if tag in ("td", "th"):
            self._cell_is_new = False
        elif tag in BLOCKS:
            self._break()
            self._quotes -= tag == "blockquote"
            self._preformatted -= tag == "pre"

    def finished(self) -> list[Line]:
        """All lines, without empty ones before and after."""
        self._break()
        shown = [place for place, line in enumerate(self._lines) if line.text]
        return self._lines[shown[0] : shown[-1] + 1] if shown else []

    def _write(self, text: str) -> None:
        if self._preformatted:
            first, *others = _unified(text).split("\n")
            self._line.append(first)
            for line in others:
                self._end_line(may_go_on=False)
                self._line.append(line)
            return
        words = _CONTROLS.sub("", _BLANKS.sub(" ", text))
        self._is_blank_due |= words.startswith(" ")
        if stripped := words.strip(" "):
            if self._line and self._is_blank_due:
                self._line.append(" ")
            self._line.append(stripped)
            self._is_blank_due = words.endswith(" ")
            self._row_has_text, self._cell_is_new, self._may_go_on = True, False, False

    def _begin_cell(self) -> None:
        # paragraphs fill cells: the one before has ended its line, the one to come would end it again
        self._cell_is_new = self._row_has_text
        if self._row_has_text and self._may_go_on and not self._line:
            self._line = [self._lines.pop().text]
        self._is_blank_due = True

    def _break(self) -> None:
        if self._line and not self._cell_is_new:
            self._end_line(may_go_on=True)

    def _end_line(self, *, may_go_on: bool) -> None:
        line = "".join(self._line)
        self._lines.append(Line(line if line.strip() else "", self._quotes > 0))
        self._line, self._is_blank_due, self._cell_is_new, self._may_go_on = [], False, False, may_go_on
