"""The marketplace's label for a carrier as people write it: `COLISSIMO `, `Mondial-Relay`, `colis prive`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from etl.domain.tracking.carriers import plain_label

_SIGNS: Final = re.compile(r"[\W_]+")
_ALIKE: Final = 0.75
"""Nearer than this is proposed: `colisimo` is, `colis` is not taken for Colis Privé."""


class CarrierNames:
    """The labels the marketplace takes, found by any spelling of theirs; `choices` says what other names stand for."""

    def __init__(self, labels: Iterable[str], choices: Mapping[str, str] | None = None) -> None:
        self._labels = {spelling_key(label): label.strip() for label in labels if label.strip()}
        self._choices = {spelling_key(name): label for name, label in (choices or {}).items()}

    def label(self, name: str) -> str | None:
        """The label meant by a name, None when there is no such carrier."""
        key = spelling_key(name)
        return self._choices.get(key) or self._labels.get(key)

    def nearest(self, name: str) -> str | None:
        """The label a name looks like; only ever a proposal."""
        close = get_close_matches(spelling_key(name), self._labels, n=1, cutoff=_ALIKE)
        return self._labels[close[0]] if close else None


def spelling_key(name: str) -> str:
    """What spellings of one name have in common: no case, accents, spaces and signs."""
    return _SIGNS.sub("", plain_label(name))
