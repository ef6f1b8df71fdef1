"""What an answer over HTTP says of the source itself, before anybody looks at the parcel in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from etl.domain.parcels.moments import Moment
from etl.domain.parcels.readings import Row, SourceState
from etl.domain.tracking.numbers import normalised_number

Json = Mapping[str, Any]

_KEY_REFUSED: Final = (401, 403)
_READABLE: Final = frozenset({*range(200, 300), 400, 404})


def source_trouble(status: object, body: object) -> SourceState | None:
    """Why there is nothing to read in an answer; None when there is. `body`: parsed, or the text that was no JSON.

    Only the gateway's own JSON refuses a key: a page in HTML, or nothing, is a source that is ill, whatever its status;
    but a 404 may come without JSON, and tells nothing.
    """
    code = whole_number(status)
    if code is not None and (code in {408, 429} or code >= 500 or code < 100):
        return SourceState.DOWN
    if not isinstance(body, Mapping | list):
        is_page = isinstance(body, str) and body.lstrip().startswith("<")
        return SourceState.NO_INFORMATION if code == 404 and not is_page else SourceState.DOWN
    if code in _KEY_REFUSED:
        return SourceState.REFUSED
    return SourceState.DOWN if code is not None and code not in _READABLE else None


def whole_number(value: object) -> int | None:
    """A number as JSON or as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.lstrip("-").isdecimal() and text.isascii() and len(text) < 20 else None


def number_in(value: object) -> str:
    """A parcel number as it is compared; empty for none."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return normalised_number(value) if isinstance(value, str) else ""


def text_in(value: object) -> str | None:
    """A text that is not empty."""
    return value.strip() or None if isinstance(value, str) else None


def objects_in(value: object) -> Iterator[Json]:
    """The objects of a list, or the one that stands there without a list."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            yield one


def object_in(value: object) -> Json:
    """An object, an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def oldest_first(rows: list[Row]) -> tuple[Row, ...]:
    """Rows as sources list them, the newest first, turned round; a list that plainly runs the other way is left."""
    dated = [row.moment for row in rows if row.moment.near is not None]
    rising = sum(_is_before(one, other) for one, other in pairwise(dated))
    falling = sum(_is_before(other, one) for one, other in pairwise(dated))
    return tuple(rows if rising > falling else reversed(rows))


def _is_before(one: Moment, other: Moment) -> bool:
    return one.near is not None and other.near is not None and one.near < other.near
