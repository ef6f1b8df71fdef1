"""A browser that hears late of what the app has done: nobody is taken back by what it tells meanwhile."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from dashboard.parts.news import CALM
from dashboard.shell.frame import LOOK_SECONDS
from etl.domain.time.clock import system_clock
from etl.store.ops.database import open_ops
from etl.store.ops.presence import Subject, note_presence
from tests.e2e.conftest import Demo

pytestmark = pytest.mark.timeout(120)
LATE = CALM + timedelta(seconds=2 * LOOK_SECONDS)
"""So late that the page has run again for news before the browser knows."""
DRAWN_MS = 1_500
"""Until what has arrived is drawn; shorter than the time after which the page runs once more and puts itself right."""


class Line:
    """The way from the app to the browser, which can be held up."""

    def __init__(self, page: Page) -> None:
        self._page, self._is_held, self._held = page, False, list[tuple[WebSocketRoute, str | bytes]]()
        page.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, browser: WebSocketRoute) -> None:
        browser.connect_to_server().on_message(lambda message: self._carry(browser, message))

    def _carry(self, browser: WebSocketRoute, message: str | bytes) -> None:
        if self._is_held:
            self._held.append((browser, message))
        else:
            browser.send(message)

    def hold_up(self) -> None:
        """From now on nothing arrives."""
        self._is_held = True

    def let_through(self, after: timedelta) -> None:
        """All that was held until then arrives, and what comes after it."""
        self._page.wait_for_timeout(after / timedelta(milliseconds=1))
        self._is_held = False
        for browser, message in self._held:
            browser.send(message)
        self._held.clear()


def colleague_opens(demo: Demo, order_id: str) -> None:
    """News, which make every page run again after a while."""
    ops = open_ops(demo.home / "ops.sqlite")
    note_presence(ops, "a session of Bao", Subject("order", order_id), "Bao", system_clock())
    ops.dispose()


def test_an_order_opened_on_a_slow_line_stays_open(demo: Demo, page: Page) -> None:
    line = Line(page)
    page.goto(f"{demo.url}/orders?view=accept&lang=en&q=2")
    back = page.get_by_role("button", name="Back to the list")
    first = page.locator(".st-key-open_first button").first
    expect(first).to_be_enabled()
    line.hold_up()
    first.click()
    colleague_opens(demo, demo.first_order("accept_order", offset=6))
    line.let_through(after=LATE)
    expect(page).to_have_url(re.compile("order="))
    page.wait_for_timeout(DRAWN_MS)
    assert back.is_visible()
    back.click()
    expect(page.get_by_role("searchbox")).to_have_value("2")


def test_a_second_choice_on_a_slow_line_keeps_the_first(demo: Demo, page: Page) -> None:
    line, order_id = Line(page), demo.first_order("ship_order")
    page.goto(f"{demo.url}/orders?view=accept&lang=en")
    search = page.get_by_role("searchbox")
    expect(page.get_by_text(re.compile(r"^[\d,]+ orders$"))).to_be_visible()
    line.hold_up()
    page.get_by_role("radio", name=re.compile("To ship")).click()
    search.fill(order_id)
    search.press("Enter")
    line.let_through(after=timedelta(seconds=1))
    expect(page.get_by_text("1 order", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(f"view=ship.*q={order_id}"))
    expect(page.get_by_role("radio", name=re.compile("To ship"))).to_be_checked()
