"""The two paging styles: P1 by index, P2 by cursor in the Link header (API sheet 1.4)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sandbox.contract.choices import Choices
from sandbox.contract.parameters import invalid


@dataclass(frozen=True)
class IndexPage:
    """One page by number, from 1."""

    index: int
    size: int

    @property
    def first(self) -> int:
        """Offset of its first item."""
        return (self.index - 1) * self.size

    def link(self, path: str, params: Mapping[str, str], total: int) -> str:
        """The Link header: first, prev, next, relative to the API's base."""
        others = {name: text for name, text in params.items() if name.lower() not in ("pageindex", "pagesize")}
        pages = {"first": 1}
        if self.index > 1:
            pages["prev"] = self.index - 1
        if self.first + self.size < total:
            pages["next"] = self.index + 1
        targets = {
            rel: urlencode({**others, "pageIndex": index, "pageSize": self.size}) for rel, index in pages.items()
        }
        return ",".join(f'<{path}?{query}>; rel="{rel}"' for rel, query in targets.items())


def whole_number(params: Mapping[str, str], name: str, default: int) -> int:
    """A positive integer parameter; Problem 400 otherwise."""
    text = params.get(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise invalid(name, f"The value '{text}' is not valid for {name}: it must be an integer from 1.")
    return int(text)


def index_page(params: Mapping[str, str], choices: Choices) -> IndexPage:
    """The page an orders request asks for."""
    size = whole_number(params, "pageSize", choices.default_page_size)
    if size > choices.max_page_size and choices.oversized_page == "reject":
        raise invalid("pageSize", f"The field pageSize must be between 1 and {choices.max_page_size}.")
    return IndexPage(whole_number(params, "pageIndex", 1), min(size, choices.max_page_size))


@dataclass(frozen=True)
class CursorPage:
    """One page by opaque cursor."""

    first: int
    limit: int

    def link(self, path: str, params: Mapping[str, str], total: int) -> str:
        """The Link header: first, prev, next; no next on the last page."""
        others = {name: text for name, text in params.items() if name.lower() not in ("cursor", "limit")}
        others["limit"] = str(self.limit)
        rels = {"first": dict(others)}
        if self.first > 0:
            rels["prev"] = {"cursor": encode_cursor(max(0, self.first - self.limit)), **others}
        if self.first + self.limit < total:
            rels["next"] = {"cursor": encode_cursor(self.first + self.limit), **others}
        return ",".join(f'<{path}?{urlencode(query)}>; rel="{rel}"' for rel, query in rels.items())


def encode_cursor(offset: int) -> str:
    """An opaque text for an offset, so that no client works one out by itself."""
    return base64.urlsafe_b64encode(f"o{offset}".encode()).decode().rstrip("=")


def _decode_cursor(text: str) -> int:
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        return int(decoded.removeprefix("o"))
    except (ValueError, binascii.Error) as error:
        raise invalid("cursor", f"The cursor '{text}' is not valid.") from error


def cursor_page(params: Mapping[str, str], default: int, largest: int) -> CursorPage:
    """The page a cursor request asks for."""
    limit = whole_number(params, "limit", default)
    if limit > largest:
        raise invalid("limit", f"The field limit must be between 1 and {largest}.")
    text = params.get("cursor")
    return CursorPage(_decode_cursor(text) if text else 0, limit)
