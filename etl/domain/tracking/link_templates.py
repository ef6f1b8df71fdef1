"""Templates of tracking addresses as people write them: `{number}` and `{postcode}` stand for the parcel's own.

The defaults are the carriers' pages of `carriers.LINKS` (seller-rules 3.3).
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit

from etl.domain.tracking.carriers import LINKS, carrier_family
from etl.domain.tracking.numbers import MAX_NUMBER_LENGTH, MAX_URL_LENGTH, Problem

PLACEHOLDERS: Final = ("{number}", "{postcode}")
_LONGEST_POSTCODE: Final = 10
_BRACES: Final = re.compile(r"\{[^{}]*\}|[{}]")


def default_template(carrier_label: str) -> str | None:
    """The template of a carrier nobody has edited, None for a carrier without a page of its own."""
    link = LINKS.get(carrier_family(carrier_label) or "")
    return None if link is None else link.url.replace("{n}", "{number}").replace("{zip}", "{postcode}")


def template_problems(template: str) -> list[Problem]:
    """Tell why a template cannot be used.

    Kinds: template_not_web (no http(s) address, or a placeholder in the host); template_placeholder (detail: what
    stands in braces and is no placeholder); template_too_long (detail: the length it may reach when filled).
    """
    if not _is_web(template):
        return [Problem("template_not_web")]
    strange = [found for found in _BRACES.findall(template) if found not in PLACEHOLDERS]
    if strange:
        return [Problem("template_placeholder", strange[0][:40])]
    longest = len(filled_template(template, "0" * MAX_NUMBER_LENGTH, "0" * _LONGEST_POSTCODE))
    return [Problem("template_too_long", str(longest))] if longest > MAX_URL_LENGTH else []


def asks_postcode(template: str) -> bool:
    """Whether a template sends the recipient's postcode along."""
    return "{postcode}" in template


def filled_template(template: str, number: str, postcode: str | None = None) -> str:
    """The address of one parcel; what is filled in is quoted, so that it stays one part of the address."""
    number, postcode = quote(number.strip(), safe=""), quote((postcode or "").strip(), safe="")
    return template.replace("{number}", number).replace("{postcode}", postcode)


def _is_web(template: str) -> bool:
    try:
        parts = urlsplit(template)
    except ValueError:
        return False
    is_plain = template.isprintable() and not re.search(r"\s", template) and not _BRACES.search(parts.netloc)
    return is_plain and parts.scheme in {"http", "https"} and "." in parts.netloc and "@" not in parts.netloc
