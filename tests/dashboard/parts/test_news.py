"""When a page runs again by itself: at once for the open item, calmly for the rest, never for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from dashboard.parts import news
from dashboard.parts.desk import open_desk
from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue
from etl.store.ops.presence import Subject, note_presence

LATER = news.CALM + timedelta(seconds=1)


@pytest.fixture
def page(shop, monkeypatch):
    """A page that has just run, and whether it runs again after a while."""
    monkeypatch.setattr(news, "st", SimpleNamespace(session_state={}))

    class Page:
        item: Subject | None = None

        def __init__(self):
            self.begun = open_desk().now
            news.note_run(self.desk())

        def desk(self, after=timedelta(0)):
            return replace(open_desk(), now=self.begun + after)

        def runs_again(self, after):
            return news.is_time_to_run_again(self.desk(after), self.item)

    return Page()


def ask(shop, order_id):
    enqueue(
        shop.ops,
        kind_named("approve_order"),
        order_id,
        {},
        requested_by="claire",
        hold=timedelta(0),
        now=open_desk().now,
    )


def test_where_nothing_happens_no_page_runs_again(page):
    assert not page.runs_again(LATER)


@pytest.mark.parametrize("news_of", ["action", "snapshot", "presence"])
def test_what_happens_elsewhere_is_shown_after_a_calm_while(shop, page, news_of):
    if news_of == "action":
        ask(shop, "A2")
    elif news_of == "snapshot":
        shop.publish(2)
    else:
        note_presence(shop.ops, "session of Bao", Subject("order", "A2"), "Bao", open_desk().now)
    page.item = Subject("order", "A1")
    assert not page.runs_again(timedelta(seconds=2))
    assert page.runs_again(LATER)


def test_a_page_that_takes_long_runs_again_more_rarely(shop, page):
    news.note_end(page.begun + timedelta(seconds=1))
    ask(shop, "A2")
    assert not page.runs_again(timedelta(seconds=19))
    assert page.runs_again(timedelta(seconds=20))


def test_among_many_people_pages_run_again_later_and_not_all_at_once(shop, page, monkeypatch):
    for number in range(8):
        note_presence(shop.ops, f"session {number}", Subject("order", f"S{number}"), f"Person {number}", page.begun)
    waits = set()
    for digits in ("00000000", "80000000", "ffffffff"):
        monkeypatch.setattr(news, "session_here", lambda digits=digits: digits)
        news.note_run(page.desk())
        ask(shop, f"A{digits[0]}")
        waits.add(next(second for second in range(60) if page.runs_again(timedelta(seconds=second))))
    assert waits == {9, 13, 17}


def test_after_one_very_long_run_news_still_come(shop, page):
    news.note_end(page.begun + timedelta(minutes=2))
    ask(shop, "A2")
    assert page.runs_again(news.LONGEST_CALM)


def test_what_happens_to_the_open_order_is_shown_at_once(shop, page):
    page.item = Subject("order", "A2")
    ask(shop, "A2")
    assert page.runs_again(timedelta(seconds=2))


def test_whoever_comes_to_the_open_order_is_shown_at_once(shop, page):
    page.item = Subject("order", "A2")
    note_presence(shop.ops, "session of Bao", Subject("order", "A2"), "Bao", open_desk().now)
    assert page.runs_again(timedelta(seconds=2))


def test_a_page_that_never_ran_runs(page):
    news.st.session_state.clear()
    assert page.runs_again(timedelta(0))
