"""A person at a browser: timed from the click until the screen shows the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Error, Locator, Page, expect

from benchmarks.people import ARRIVAL, CARRIER, Overtaken, Person

ROW_HEIGHT, HEADER_HEIGHT, OPEN_BUTTON = 33, 33, 55
"""Pixels: of a row, of the header, and from the left edge to the middle of the column of buttons."""
SEARCH_PATIENCE_MS = 10_000
"""After so long a person looks whether what was typed is still there."""
REASON = re.compile("Stock counted by hand|Number read again")


@dataclass
class BrowserPerson(Person):
    """A person at a browser."""

    stumbling = (Error, AssertionError)
    page: Page

    async def open_queue(self) -> None:
        async with self.watch.timing(ARRIVAL):
            await self.page.goto(f"{self.address}orders?view={self.view}&lang=en", wait_until="commit")
            await expect(self._table).to_be_visible()

    async def open_order(self, row: int) -> None:
        async with self.watch.timing("open an order"):
            await self._table.click(position={"x": OPEN_BUTTON, "y": HEADER_HEIGHT + ROW_HEIGHT * (row + 0.5)})
            await expect(self._back).to_be_visible()

    async def work(self) -> None:
        try:
            await (self._accept() if self.view == "accept" else self._ship())
        except (Error, AssertionError) as error:
            if await self._settled.first.is_visible():
                raise Overtaken from error
            raise

    async def _accept(self) -> None:
        await self._confirmed("accept", "Accept", "Accept the order")

    async def _ship(self) -> None:
        carrier = self.page.get_by_role("combobox", name="Carrier", exact=True)
        if not await carrier.is_visible():
            return
        await carrier.fill(CARRIER)
        await self.page.get_by_role("option", name=CARRIER, exact=True).click()
        number = self.page.get_by_role("textbox", name="Tracking number")
        await number.fill(self._parcel_number())
        async with self.watch.timing("check a tracking number"):
            await number.press("Enter")
            await self._until_enabled("Ship")
        await self._confirmed("ship", "Ship", "Declare the shipment")

    async def _confirmed(self, interaction: str, label: str, confirmation: str) -> None:
        """Open a confirmation, answer what it asks, confirm; somebody else may have settled the order meanwhile."""
        if not await self._button(label).is_visible() or not await self._button(label).is_enabled():
            return
        await self._speak_with_colleagues()
        async with self.watch.timing("open a confirmation"):
            await self._button(label).click()
            await expect(self._button(confirmation).or_(self._settled).first).to_be_visible()
        if not await self._button(confirmation).is_enabled():
            await self.page.get_by_role("radio").filter(has_text=REASON).first.click()
            await self._until_enabled(confirmation)
        async with self.watch.timing(interaction):
            await self._enabled(confirmation).click()
            await expect(self._answer.first).to_be_visible()

    async def _until_enabled(self, label: str) -> None:
        await expect(self._enabled(label).or_(self._settled).first).to_be_visible()
        if not await self._enabled(label).is_visible():
            raise Overtaken

    def _enabled(self, label: str) -> Locator:
        return self._button(label).and_(self.page.locator("button:enabled")).first

    async def _speak_with_colleagues(self) -> None:
        tick = self.page.locator(".st-key-presence label").first
        if await tick.is_visible():
            await tick.click()

    async def undo(self) -> None:
        held = self.page.get_by_role("button", name="Undo").first
        if await held.is_visible():
            async with self.watch.timing("undo"):
                await held.click()
                await expect(self.page.get_by_text(re.compile("Undone|Too late")).first).to_be_visible()

    async def search(self, order_id: str) -> None:
        found = re.compile(r"^1 order$|No order fits" if order_id else r"^[\d,]{4,} orders$")
        box = self.page.get_by_role("searchbox")
        async with self.watch.timing("search"):
            await box.fill(order_id)
            await box.press("Enter")
            if not await self._is_found(found) and await box.input_value() != order_id:
                self.watch.typed_again += 1
                await box.fill(order_id)
                await box.press("Enter")
            await expect(self.page.get_by_text(found)).to_be_visible()

    async def _is_found(self, found: re.Pattern[str]) -> bool:
        try:
            await expect(self.page.get_by_text(found)).to_be_visible(timeout=SEARCH_PATIENCE_MS)
        except AssertionError:
            return False
        return True

    async def back_to_queue(self) -> None:
        async with self.watch.timing("back to the queue"):
            await self._back.click()
            await expect(self._table).to_be_visible()

    @property
    def _table(self) -> Locator:
        return self.page.get_by_test_id("stDataFrame").first

    @property
    def _back(self) -> Locator:
        return self.page.get_by_role("button", name="Back to the list")

    @property
    def _settled(self) -> Locator:
        """What the order says once nothing can be asked of it any more."""
        return self.page.get_by_text(
            re.compile(r"^\W*\w*\W*(It has been asked for|Shipped\.|Accepted\.|Cancelled:|Refused:)")
        )

    @property
    def _answer(self) -> Locator:
        """The order among what can be undone, why it was not asked, or that somebody else has just settled it."""
        order_id = parse_qs(urlsplit(self.page.url).query).get("order", [""])[0]
        assert order_id, "the order is no longer open"
        held = self.page.locator("[class*='st-key-hold_']").filter(has_text=order_id)
        return held.or_(self.page.get_by_test_id("stAlert")).or_(self._settled)

    def _button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)
