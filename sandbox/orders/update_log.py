"""The order of updates: every row once, oldest `updatedAt` first, kept sorted by appending.

A transition always happens now, so a changed row belongs at the end; what it leaves behind is swept out
when somebody reads (one pass of some milliseconds at a million rows, whatever the number of changes).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class UpdateLog:
    """Row numbers by time of their last change."""

    def __init__(self, updated: NDArray[np.int64]) -> None:
        self._rows: NDArray[np.int32] = np.argsort(updated, kind="stable").astype(np.int32)
        self._changed: dict[int, None] = {}

    def touch(self, row: int) -> None:
        """Note that a row, old or new, has just changed."""
        self._changed.pop(row, None)
        self._changed[row] = None

    def rows(self) -> NDArray[np.int32]:
        """All rows, oldest change first."""
        if self._changed:
            latest = np.fromiter(self._changed, dtype=np.int32, count=len(self._changed))
            moved = np.zeros(max(int(self._rows.max(initial=-1)), int(latest.max())) + 1, dtype=bool)
            moved[latest] = True
            self._rows = np.concatenate([self._rows[~moved[self._rows]], latest])
            self._changed.clear()
        return self._rows

    def window(self, updated: Any, earliest: int | None, latest: int | None) -> NDArray[np.int32]:
        """Rows whose last change lies in the closed interval, oldest first; `updated` is that column."""
        rows = self.rows()
        first = 0 if earliest is None else _position(rows, updated, earliest)
        last = len(rows) if latest is None else _position(rows, updated, latest + 1)
        return rows[first : max(first, last)]


def _position(rows: NDArray[np.int32], updated: Any, instant: int) -> int:
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        if updated[rows[middle]] < instant:
            low = middle + 1
        else:
            high = middle
    return low
