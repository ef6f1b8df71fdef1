"""What the writer of a message said himself: without what is quoted, the line that introduces it, and a program's line.

Quoted is what stands in a block quote of HTML or begins with ">". A row of dashes, a list, a line that ends with a
colon or begins with "Le" or "On" quotes nothing by itself; an answer written between quoted lines is the writer's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from etl.domain.messages.bodies import Line

_QUOTED: Final = re.compile(r"\s*[>＞]")
_INTRODUCES: Final = re.compile(
    r"[:：]\s*$|\b(?:a écrit|écrivait|wrote|schrieb|escribió|ha scritto|schreef|escreveu|écrit le)\b|写道|寫道",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(r"\s*(?:le|on|am|el|il|op|em|a|den|在|于|於)\b.*\d|\s*\d{4}[-/年]", re.IGNORECASE)
_SENT_FROM: Final = re.compile(
    r"\s*(?:sent (?:from|via)|envoyé (?:de|depuis|à partir)|gesendet (?:von|mit)|von mein\w+|enviado (?:desde|do|de)|"
    r"inviato da\w*|verzonden (?:vanaf|met|via))\b.{0,30}(?:iphone|ipad|android|samsung|galaxy|huawei|xiaomi|outlook|"
    r"yahoo|mail|smartphone|mobile)|\s*(?:get|obtenez|obtenir|télécharger) outlook|\s*[发發]自",
    re.IGNORECASE,
)
"""A line that a telephone writes below every message, in its own language."""
_MOST_LINES: Final = 3
"""A line that introduces a quote and is too long is written on two lines or three."""


def own_text(lines: Sequence[Line]) -> str:
    """The writer's own words, for what asks in which language they are."""
    quoted = [line.is_quoted or bool(_QUOTED.match(line.text)) for line in lines]
    for place in _first_of_quotes(quoted):
        for above in _introduction(lines, quoted, place):
            quoted[above] = True
    own = (line.text for line, is_quoted in zip(lines, quoted, strict=True) if not is_quoted)
    return "\n".join(line for line in own if not _SENT_FROM.match(line))


def _first_of_quotes(quoted: Sequence[bool]) -> list[int]:
    return [place for place, is_quoted in enumerate(quoted) if is_quoted and not (place and quoted[place - 1])]


def _introduction(lines: Sequence[Line], quoted: Sequence[bool], place: int) -> Iterator[int]:
    """The lines right above a quote that introduce it; empty ones may stand between."""
    last = place - 1
    while last >= 0 and not lines[last].text.strip():
        last -= 1
    if last < 0 or quoted[last] or not _INTRODUCES.search(lines[last].text):
        return
    begins = (at for at in range(last, max(last - _MOST_LINES, -1), -1) if _begins(lines, quoted, at, last))
    yield from range(next(begins, last), last + 1)


def _begins(lines: Sequence[Line], quoted: Sequence[bool], at: int, last: int) -> bool:
    """Whether a line begins with a date as mail programs write it, and goes on down to the last one."""
    is_whole = not any(quoted[line] or not lines[line].text.strip() for line in range(at, last + 1))
    return is_whole and bool(_BEGINS.match(lines[at].text))
