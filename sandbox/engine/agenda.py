"""What is due when: planned happenings in the order of virtual time."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.nature.paris import NEVER


@dataclass
class Agenda:
    """A queue of (instant, kind, row), and who plays each kind; what was planned first comes first."""

    handlers: dict[str, Callable[[int, int], None]] = field(default_factory=dict)
    _entries: list[tuple[int, int, str, int]] = field(default_factory=list)
    _serial: int = 0

    def plan(self, due: int, kind: str, row: int) -> None:
        """Plan something for a row at an instant; NEVER is not kept."""
        if due < NEVER:
            self._serial += 1
            heapq.heappush(self._entries, (due, self._serial, kind, row))

    def next_at(self) -> int:
        """The earliest planned instant, NEVER when nothing is planned."""
        return self._entries[0][0] if self._entries else NEVER

    def play(self, at: int) -> None:
        """Take the earliest entry and have it happen at `at`."""
        _due, _serial, kind, row = heapq.heappop(self._entries)
        self.handlers[kind](row, at)
