"""People who work the order queue of one app: what they have in common, and how long the app takes to answer them."""

from __future__ import annotations

import asyncio
import random
import time
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import ClassVar

THINKING = (4.0, 12.0)
"""Seconds a quick clerk looks at the screen before the next step, evenly between the two."""
ARRIVAL = "open the queue (new browser)"
LOOKED_AT = 8
"""How far down the queue a person looks for work: few enough that people meet on the same orders."""
CARRIER = "Chronopost"
UNDONE, LOOKED_UP = 0.2, 0.3
"""Share of orders after which a person takes the newest action back, and looks up another order."""
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class Overtaken(Exception):
    """Somebody else has settled the order while this person was at it."""


@dataclass
class Stopwatch:
    """Seconds per interaction, over all people. A step given up counts with the time waited for it."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    overtaken: int = 0
    typed_again: int = 0
    stumbles: list[str] = field(default_factory=list)
    """What broke off a person's work so that the page had to be loaded anew."""

    @asynccontextmanager
    async def timing(self, interaction: str) -> AsyncIterator[None]:
        """Time the block: from the click until what it waits for is there, or nobody waits any longer."""
        begun = time.perf_counter()
        try:
            yield
        except Exception:
            self.seconds[interaction].append(time.perf_counter() - begun)
            raise
        self.seconds[interaction].append(time.perf_counter() - begun)


@dataclass
class Person(ABC):
    """One person who works one view of the queue, with a stopwatch shared by others."""

    address: str
    view: str
    watch: Stopwatch
    luck: random.Random
    stumbling: ClassVar[tuple[type[Exception], ...]]
    """What breaks off this person's work so that the page has to be loaded anew."""

    async def shift(self, known: list[str], end: float) -> None:
        """Deal with one order after the other until `end`, an instant of `time.monotonic`."""
        while time.monotonic() < end:
            try:
                await self._one_order(known)
            except self.stumbling as error:
                self.watch.stumbles.append(str(error) or type(error).__name__)
                await self.open_queue()

    async def _one_order(self, known: list[str]) -> None:
        """Take one of the first orders of the queue, deal with it, sometimes think again; look another one up."""
        await self._think()
        await self.open_order(self.luck.randrange(LOOKED_AT))
        await self._think()
        try:
            await self.work()
        except Overtaken:
            self.watch.overtaken += 1
        await self._think()
        if self.luck.random() < UNDONE:
            await self.undo()
        await self.back_to_queue()
        if self.luck.random() < LOOKED_UP:
            await self.search(self.luck.choice(known))
            await self.search("")

    async def _think(self) -> None:
        """Look at the screen."""
        await asyncio.sleep(self.luck.uniform(*THINKING))

    @abstractmethod
    async def open_queue(self) -> None:
        """Come to the queue by its address, as from a bookmark."""

    @abstractmethod
    async def open_order(self, row: int) -> None:
        """Open the order in a row of the queue."""

    @abstractmethod
    async def work(self) -> None:
        """Do what the open order waits for; raises `Overtaken` when somebody else has done it meanwhile."""

    @abstractmethod
    async def undo(self) -> None:
        """Take back the newest action that is still held, if one is."""

    @abstractmethod
    async def search(self, order_id: str) -> None:
        """Look for an order by its number; an empty one brings all back."""

    @abstractmethod
    async def back_to_queue(self) -> None:
        """Return to the list."""

    def _parcel_number(self) -> str:
        """A number of the postal union that nobody has used, check digit included."""
        digits = [self.luck.randrange(10) for _ in range(8)]
        remainder = 11 - sum(weight * digit for weight, digit in zip(S10_WEIGHTS, digits, strict=True)) % 11
        check = {10: 0, 11: 5}.get(remainder, remainder)
        return f"XY{''.join(map(str, digits))}{check}FR"
