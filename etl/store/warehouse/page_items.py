"""The records of an answer as the bytes they are, found without reading it as JSON: some of them may not be any."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

ITEMS: Final = re.compile(rb'"items"\s*:\s*\[')
_MARK: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)
"""A text with all that is in it, or a sign of the structure."""


def item_slices(body: bytes, first: int) -> Iterator[tuple[int, int, bytes]]:
    """Where each record begins and ends, with the sign behind it: a comma, or the bracket that closes the list."""
    depth = 0
    for mark in _MARK.finditer(body, first):
        sign = mark[0]
        if depth == 0 and sign in (b",", b"]"):
            yield first, mark.start(), sign
            if sign == b"]":
                return
            first = mark.end()
        elif sign in (b"[", b"{"):
            depth += 1
        elif sign in (b"]", b"}"):
            depth -= 1


def wrapped(records: Sequence[bytes]) -> bytes:
    """Single objects as one page."""
    return b'{"items":[' + b",".join(records) + b"]}"


def in_parts(body: bytes, most: int) -> list[bytes]:
    """A page as pages of at most so many bytes, or of one record that is larger; as it is where it is small enough."""
    begun = ITEMS.search(body) if len(body) > most else None
    if begun is None:
        return [body]
    parts: list[list[bytes]] = [[]]
    size = 0
    for first, last, _sign in item_slices(body, begun.end()):
        if not (record := body[first:last]).strip():
            continue
        if parts[-1] and size + len(record) > most:
            parts.append([])
            size = 0
        parts[-1].append(record)
        size += len(record)
    return [wrapped(part) for part in parts if part] or [body]
