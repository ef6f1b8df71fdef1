"""A person whose browser is on another machine: timed until the server has sent the whole answer; nothing is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.people import ARRIVAL, CARRIER, Overtaken, Person
from benchmarks.sessions import ScriptFailed, Session

SEARCH, BACK = "address_q", "back_to_list"
REASON = "Counted by hand"


@dataclass
class RemotePerson(Person):
    """A person who is at the app through a session of its own."""

    name: str
    session: Session = field(init=False)
    stumbling = (ScriptFailed, TimeoutError, OSError, KeyError)

    def __post_init__(self) -> None:
        self.session = Session(self.address, "orders", self.name)

    async def open_queue(self) -> None:
        await self.session.close()
        async with self.watch.timing(ARRIVAL):
            await self.session.open(self._is_queue, view=self.view, lang="en")

    async def open_order(self, row: int) -> None:
        orders = self.session.column("order")
        async with self.watch.timing("open an order"):
            await self.session.go(lambda: self.session.has(BACK), **self.session.query, order=orders[row % len(orders)])

    async def work(self) -> None:
        if self.view == "accept":
            await self._confirmed("accept", f"approve_order_{self._order}")
        else:
            await self._ship()

    async def _ship(self) -> None:
        carrier, number = f"carrier_{self._order}", f"parcel_number_{self._order}"
        if not self.session.is_enabled(carrier):
            return
        await self.session.enter(carrier, CARRIER, lambda: True)
        if not self.session.has(number):
            raise Overtaken
        confirm = f"ship_order_{self._order}"
        async with self.watch.timing("check a tracking number"):
            await self.session.enter(
                number, self._parcel_number(), lambda: self.session.has(confirm) or not self.session.has(carrier)
            )
        await self._confirmed("ship", confirm)

    async def _confirmed(self, interaction: str, confirm: str) -> None:
        """Answer what a confirmation asks, and confirm; somebody else may have settled the order meanwhile."""
        if not self.session.has(confirm):
            raise Overtaken
        self._speak_with_colleagues()
        reason = f"own_reason_{confirm}"
        if self.session.has(reason):
            await self.session.enter(
                reason, REASON, lambda: self.session.is_enabled(confirm) or not self.session.has(confirm)
            )
        if not self.session.is_enabled(confirm):
            raise Overtaken
        before = self.session.shown.alerts
        async with self.watch.timing(interaction):
            await self.session.press(
                confirm, lambda: not self.session.has(confirm) or self.session.shown.alerts > before
            )

    def _speak_with_colleagues(self) -> None:
        for tick in self.session.starting_with(f"spoken_{self._order}"):
            self.session.tick(tick)

    async def undo(self) -> None:
        held = next(iter(self.session.starting_with("undo_")), None)
        if held is not None:
            async with self.watch.timing("undo"):
                await self.session.press(held, lambda: not self.session.has(held))

    async def search(self, order_id: str) -> None:
        async with self.watch.timing("search"):
            await self.session.enter(SEARCH, order_id, lambda: self.session.query.get("q", "") == order_id)

    async def back_to_queue(self) -> None:
        async with self.watch.timing("back to the queue"):
            await self.session.press(BACK, self._is_queue)

    def _is_queue(self) -> bool:
        return bool(self.session.shown.table)

    @property
    def _order(self) -> str:
        return self.session.query["order"]
