"""Growable columns: many orders in little memory, read by fancy index."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Columns:
    """Equally long numpy columns by name; rows are only ever added."""

    def __init__(self, kinds: Mapping[str, Any]) -> None:
        self._arrays: dict[str, NDArray[Any]] = {name: np.zeros(16, dtype=kind) for name, kind in kinds.items()}
        self._size = 0
        self._capacity = 16

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The column as a writable view of its filled part; good until rows are added, which may move the column."""
        return self._arrays[name][: self._size]

    def take(self, name: str, rows: Any) -> list[Any]:
        """Python values of a column at some rows."""
        values: list[Any] = self._arrays[name][rows].tolist()
        return values

    def value(self, name: str, row: int) -> Any:
        """One Python value."""
        return self._arrays[name][row].item()

    def put(self, name: str, row: int, value: Any) -> None:
        """Overwrite one value."""
        self._arrays[name][row] = value

    def _reserve(self, size: int) -> None:
        if size <= self._capacity:
            return
        # By a quarter only: doubled, a million orders would hold as much memory again for nothing.
        self._capacity = max(size, self._capacity + self._capacity // 4)
        for name, old in self._arrays.items():
            grown = np.zeros(self._capacity, dtype=old.dtype)
            grown[: self._size] = old[: self._size]
            self._arrays[name] = grown

    def extend(self, values: Mapping[str, Any]) -> range:
        """Add rows; a column that is not named stays zero. Returns the new row numbers."""
        count = len(next(iter(values.values())))
        first = self._size
        self._reserve(first + count)
        self._size += count
        for name, column in values.items():
            self._arrays[name][first : self._size] = column
        return range(first, self._size)
