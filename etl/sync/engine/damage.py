"""What remains of an answer whose JSON is damaged in some record: the others stand on their own.

A title with half an emoji (a lone surrogate), a raw control character, an unknown escape, bytes that are no UTF-8 make
the whole answer unreadable, and it would be the same at every further reading: nothing behind it would ever land.
"""

import re
from typing import Final

import orjson

from etl.store.warehouse.page_items import ITEMS, item_slices

MOST_TEXT: Final = 100_000
"""Characters of a damaged record that are kept beside its reject."""
LARGEST_RECORD: Final = 3_000_000
"""Bytes of one record: an order of 5,000 lines. Typed, it takes some fifty times as much memory."""


def without_damage(body: bytes, id_field: str) -> bytes | None:
    """The page with each damaged record replaced by one that says so, which every landing sets aside.

    None where that does not mend it: cut off, not a list, or damaged outside of its records.
    """
    begun = ITEMS.search(body)
    if begun is None:
        return None
    slices = list(item_slices(body, begun.end()))
    if not slices or slices[-1][2] != b"]":
        return None
    ended = slices[-1][1]
    records = [body[first:last] for first, last, _sign in slices if body[first:last].strip()]
    if not all(record.lstrip().startswith(b"{") and record.rstrip().endswith(b"}") for record in records):
        return None
    mended = [mended_record(record, id_field) for record in records]
    page = body[: begun.end()] + b",".join(mended) + body[ended:]
    return page if mended != records and _is_json(page) else None


def mended_record(record: bytes, id_field: str) -> bytes:
    """The record as it came where it can be read, else one without an id that says what is wrong and holds the text."""
    reason = _fault(record)
    if reason is not None:
        named = re.search(rb'"' + id_field.encode() + rb'"\s*:\s*"([\w.:-]{1,64})"', record)
        return orjson.dumps(
            {
                "unreadable_record": reason,
                "known_as": named[1].decode("ascii", "replace") if named else None,
                "text": record[: 4 * MOST_TEXT].decode("utf-8", "replace")[:MOST_TEXT],
            }
        )
    return record


def _fault(record: bytes) -> str | None:
    if len(record) > LARGEST_RECORD:
        return f"is larger than {LARGEST_RECORD // 1_000_000} MB"
    try:
        orjson.loads(record)
    except orjson.JSONDecodeError as error:
        return f"is not JSON ({error.msg.split(':')[0]})"
    return None


def _is_json(text: bytes) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True
