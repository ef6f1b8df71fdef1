"""What is HTML in a message and what only looks like it.

A body is HTML where a tag that HTML knows is opened and closed (`<hr/>` too), or where a `br` or an `img` stands; in
any other body every sign is the writer's ("taille <M ou >L", "<order id>", "<3"). In a body that is HTML
a sign that begins no tag stays a sign all the same.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_ELEMENTS: Final = {
    "blocks": "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup "
    "option p pre search section summary table tbody tfoot thead tr ul",
    "hidden": "head style script title template iframe noembed noframes",
    "inline": "a abbr acronym area audio b base basefont bdi bdo big br button canvas cite code col colgroup data "
    "datalist del dfn em embed font i img input ins kbd label link map mark marquee math meta meter nobr noscript "
    "object output param picture progress q rp rt ruby s samp select slot small source span strike strong sub sup svg "
    "td textarea th time track tt u var video wbr",
    "ends by itself": "area base basefont br col embed hr img input link meta param source track wbr p li dt dd option "
    "optgroup td th tr tbody thead tfoot colgroup",
    "raw": "style script title textarea iframe noembed noframes",
}
_NAMES: Final = {kind: frozenset(names.split()) for kind, names in _ELEMENTS.items()}

BLOCKS: Final = _NAMES["blocks"]
"""Elements that begin and end a line."""

HIDDEN: Final = _NAMES["hidden"]
"""Elements of which nothing is ever shown."""

KNOWN: Final = BLOCKS | HIDDEN | _NAMES["inline"]

_FLAT: Final = _NAMES["ends by itself"] | _NAMES["raw"]
"""Elements that do not nest: they have no end, or it may be left out, or no tag is one in them."""

_TAG: Final = re.compile(r"<(?:(/?)([a-z][a-z0-9:_.-]*)(?=[\s/>])|(!--|!doctype|!\[|\?xml))?", re.IGNORECASE)
# what follows a name up to ">": a "<" comes first where it was no tag. Quantifiers that give nothing back: linear time
_END: Final = re.compile(r"""(?:(?:[^<>"']++|"[^"]*+"|'[^']*+')*+|[^<>]*+)>""")
_MOST_NESTED: Final = 256


def is_html(body: str) -> bool:
    """Whether a body is HTML, or plain text that may hold angle brackets."""
    opened: set[str] = set()
    for tag in _TAG.finditer(body):
        name, end = (tag[2] or "").lower(), _END.match(body, tag.end())
        if name not in KNOWN or end is None:
            continue
        if name in ("br", "img") or end[0].endswith("/>") or (tag[1] and name in opened):
            return True
        if not tag[1]:
            opened.add(name)
    return False


def parsable(html: str) -> str:
    """A body that is HTML, so written that a parser takes for a tag only what is one, and reads it in linear time.

    Elements nested deeper than anybody nests them are made siblings: parsers need the square of the depth.
    """
    opened, closed = Counter[str](), _closed(html)

    def rewritten(tag: re.Match[str]) -> str:
        name, is_end = (tag[2] or "").lower(), bool(tag[1])
        if tag[3]:
            return tag[0]
        is_known = name in KNOWN or ":" in name or name in closed
        if not is_known or not _END.match(tag.string, tag.end()):
            return "&lt;" + tag[0][1:]
        if name in _FLAT:
            return tag[0]
        depth = opened.total()
        opened[name] = max(0, opened[name] + (-1 if is_end else 1))
        if max(depth, opened.total()) <= _MOST_NESTED:
            return tag[0]
        return f"<{tag[1]}{'hr' if name in BLOCKS else 'wbr'}"

    return _TAG.sub(rewritten, _without_head(html))


def _closed(html: str) -> frozenset[str]:
    return frozenset(tag[2].lower() for tag in _TAG.finditer(html) if tag[1])


def _without_head(html: str) -> str:
    """Take out the head as it was written: a parser moves a text that stands in it into the body."""
    lowered = html.lower()
    end = lowered.find("</head")
    begin = re.search(r"<head[\s>]", lowered[: max(end, 0)])
    if begin is None:
        return html
    return html[: begin.start()] + html[html.find(">", end) + 1 :] if ">" in html[end:] else html[: begin.start()]
