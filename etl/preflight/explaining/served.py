"""Fields of a JSON object as the marketplace serves it: what is missing or damaged is null, and its path named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from etl.preflight.explaining.fields import EARLIEST, read_instant

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TRUTHS: Final = {"true": True, "false": False}


class Served:
    """The fields of one object; `damaged` collects the paths of those that cannot be read."""

    def __init__(self, document: object, path: str = "", damaged: list[str] | None = None) -> None:
        self._document: Mapping[str, Any] = document if isinstance(document, dict) else {}
        self._path = path
        self.damaged: list[str] = [] if damaged is None else damaged

    def part(self, name: str) -> Served:
        """An object within this one; its own fields are damaged where it is none."""
        return Served(self._document.get(name), f"{self._path}{name}.", self.damaged)

    def text(self, name: str) -> str | None:
        """A text that is not blank, or a number written as one."""
        match self._document.get(name):
            case str() as text if text.strip():
                return text
            case int() | float() as number if not isinstance(number, bool):
                return str(number)
        self._damage(name)
        return None

    def said(self, name: str) -> str | None:
        """A text as it was written, which may be empty."""
        value = self._document.get(name)
        if isinstance(value, str):
            return value
        self._damage(name)
        return None

    def truth(self, name: str) -> bool | None:
        """True or false; as words, too."""
        value = self._document.get(name)
        found = value if isinstance(value, bool) else _TRUTHS.get(str(value).strip().lower())
        if found is None:
            self._damage(name)
        return found

    def instant(self, name: str) -> datetime | None:
        """An instant, in UTC."""
        found = served_instant(self._document.get(name))
        if found is None:
            self._damage(name)
        return found

    def several(self, name: str) -> list[Any]:
        """A list; a text alone stands for a list of one, anything else for none."""
        value = self._document.get(name)
        if isinstance(value, list | str):
            return value if isinstance(value, list) else [value]
        self._damage(name)
        return []

    def objects(self, name: str) -> list[Served]:
        """The objects of a list; what is none is damaged as a whole, and left out."""
        found = []
        for place, value in enumerate(self.several(name)):
            if isinstance(value, dict):
                found.append(Served(value, f"{self._path}{name}[{place}].", self.damaged))
            else:
                self._damage(f"{name}[{place}]")
        return found

    def has(self, name: str) -> bool:
        """Whether anything but null stands there."""
        return self._document.get(name) is not None

    def _damage(self, name: str) -> None:
        self.damaged.append(f"{self._path}{name}")


def served_instant(value: object) -> datetime | None:
    """The instant that a value of JSON writes down, in UTC; None when it writes none.

    A day alone is its first instant in UTC, as in what is read of orders.
    """
    if not isinstance(value, str):
        return None
    at = read_instant(f"{value}T00:00Z" if _DAY.fullmatch(value) else value)
    return at if at is not None and at >= EARLIEST else None
