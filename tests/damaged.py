"""What a marketplace may send in place of any field: made from a whole sample, so that no field is forgotten."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import httpx
import orjson

Path = tuple[str | int, ...]
"""The way to a field: keys, and places in lists."""

GONE: Final = object()
_RAW: Final = "\ue000{}\ue000"
"""Stands for bytes that no writer of JSON would write."""

DAMAGES: Final[Mapping[str, Any]] = {
    "dropped": GONE,
    "null": None,
    "empty": "",
    "text": "abc",
    "long text": "Ab1 " * 3_000,
    "number": 7,
    "huge": _RAW.format("1" + "0" * 30),
    "largest integer": 2_147_483_647,
    "negative": -1,
    "fraction": 0.1,
    "not a number": "NaN",
    "infinite": _RAW.format("1e999"),
    "yes": True,
    "list": [1, "a", None],
    "empty list": [],
    "list of objects": [{"a": 1}],
    "object": {"a": 1},
    "empty object": {},
    "year one": "0001-01-01T00:00:00Z",
    "year 9999": "9999-12-31T23:59:59Z",
    "markup": "<b>[/x]</b> **a** $x$ `{x}` %s \\",
    "quotes": "'; drop table orders; --\"",
    "unseen": "A\u200b\ufeff\u202eB\u0000",
    "half an emoji": _RAW.format('"\\ud83d"'),
    "raw control": _RAW.format('"a\x01b"'),
}


def fields_of(document: Any, at: Path = ()) -> Iterator[Path]:
    """Every field there is, objects and lists as well as what they hold; of a list the first two."""
    if at:
        yield at
    if isinstance(document, dict):
        for name, value in document.items():
            yield from fields_of(value, (*at, name))
    elif isinstance(document, list):
        for place, value in enumerate(document[:2]):
            yield from fields_of(value, (*at, place))


def damaged(document: Any, at: Path, damage: Any) -> Any:
    """A copy in which another value stands at a field, or none. Raises `LookupError` or `TypeError` for no field."""
    made = copy.deepcopy(document)
    inner = made
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]]  # not to make a field of a list in an object
    if damage is GONE:
        del inner[at[-1]]
    else:
        inner[at[-1]] = copy.deepcopy(damage)
    return made


def written(document: Any) -> bytes:
    """As JSON, with what no writer would write."""
    head, *rest = orjson.dumps(document).split("\ue000".encode())
    for number, part in enumerate(rest):
        # the text that stands for raw bytes is in quotes, and escaped
        head = head[:-1] + orjson.loads(b'"' + part + b'"').encode() if number % 2 == 0 else head + part[1:]
    return head


def each_damaged(
    document: dict[str, Any], name: Callable[[dict[str, Any], str], None], every: int = 1
) -> dict[str, bytes]:
    """The document once for each field and damage, or for every so many of these pairs, by the id each is given."""
    made: dict[str, bytes] = {}
    pairs = [(field, damage) for field in fields_of(document) for damage in DAMAGES.values()]
    for field, damage in pairs[::every]:
        known_as, one = f"X{len(made)}", copy.deepcopy(document)
        name(one, known_as)
        made[known_as] = written(damaged(one, field, damage))
    return made


def some_damaged(
    document: dict[str, Any], name: Callable[[dict[str, Any], str], None], count: int, seed: int
) -> Iterator[tuple[str, bytes]]:
    """As many with one to four damages each, drawn by `seed`."""
    draw, fields = random.Random(seed), list(fields_of(document))
    for number in range(count):
        known_as, one = f"R{number}", copy.deepcopy(document)
        name(one, known_as)
        for field in draw.sample(fields, draw.choice((1, 1, 2, 4))):
            try:
                one = damaged(one, field, draw.choice(list(DAMAGES.values())))
            except (LookupError, TypeError):  # an earlier damage has taken the way to it
                continue
        yield known_as, written(one)


class DamagedMarket:
    """A marketplace that gives its lists and documents as the bytes they are, whatever is asked of it."""

    def __init__(self) -> None:
        self.lists: dict[str, Sequence[bytes]] = {"/orders": [], "/offers": []}
        self.documents: dict[str, bytes] = {}
        self.by_id: dict[str, bytes] = {}
        self.undamaged: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
        """The order and the offer they were made from."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, params = request.url.path, request.url.params
        if path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 7200})
        if path in self.documents:
            return httpx.Response(200, content=self.documents[path])
        if path.endswith("/count"):
            return httpx.Response(200, json=len(self.lists["/orders"]))
        if path not in self.lists:
            body = self.by_id.get(path.rsplit("/", 1)[-1])
            return httpx.Response(404, json={}) if body is None else httpx.Response(200, content=body)
        items, size = self.lists[path], int(params.get("pageSize") or params.get("limit") or 100)
        first = (int(params.get("pageIndex") or params.get("cursor") or 1) - 1) * size
        following = f'<{path}?cursor={first // size + 2}>; rel="next"' if first + size < len(items) else ""
        page = b'{"items":[' + b",".join(items[first : first + size]) + b"]}"
        return httpx.Response(200, content=page, headers={"Link": following})
