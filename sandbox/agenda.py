"""What is due when: planned happenings in the order of virtual time."""

import heapq
from dataclasses import dataclass, field

from sandbox.fates import NEVER


@dataclass
class Agenda:
    """A queue of (instant, kind, row); what was planned first comes first at equal instants."""

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

    def pop(self) -> tuple[int, str, int]:
        """Take the earliest entry: instant, kind, row."""
        due, _, kind, row = heapq.heappop(self._entries)
        return due, kind, row
