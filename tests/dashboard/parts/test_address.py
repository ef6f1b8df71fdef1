"""The address of a page: what a person has just done is not taken back by what runs by a timer."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dashboard.parts import address


class Parameters(dict):
    """The query parameters of a run."""

    def to_dict(self):
        return dict(self)

    def from_dict(self, given):
        self.clear()
        self.update(given)


@pytest.fixture
def asked(monkeypatch):
    """A session at the list of orders, and what a run is asked for with."""
    asked = SimpleNamespace(session_state={}, query_params=Parameters(view="accept"))
    monkeypatch.setattr(address, "st", asked)
    address.note_in_force()
    return asked


def test_a_timer_that_does_not_know_of_a_search_yet_keeps_it(asked):
    asked.session_state[address.widget_key("q")] = "CD-1"
    address.keep("q", "")
    asked.query_params = Parameters(view="accept")  # the timer went off before the browser heard
    address.stay_in_force()
    assert address.text("q") == "CD-1"


def test_a_timer_does_not_close_an_order_just_opened(asked):
    address.show("order", "A1")
    asked.query_params = Parameters(view="accept")
    address.stay_in_force()
    assert address.linked_text("order") == "A1"


def test_a_timer_does_not_open_an_order_again_that_was_just_closed(asked):
    address.show("order", "A1")
    address.show("order", "")
    asked.query_params = Parameters(view="accept", order="A1")
    address.stay_in_force()
    assert address.linked_text("order") == ""


def test_a_timer_that_tells_the_switches_of_the_list_again_keeps_order_and_page(asked):
    asked.query_params["page"] = "3"
    address.note_in_force()
    address.choice("view", ["todo", "accept"], "todo")
    address.show("order", "A1")
    asked.query_params = Parameters(view="accept", page="3")
    address.keep("view", "todo")  # the browser still shows the list, the session no longer knows its switch
    address.stay_in_force()
    assert dict(asked.query_params) == {"view": "accept", "page": "3", "order": "A1"}


def test_a_second_choice_on_a_slow_line_keeps_the_first(asked):
    address.choice("view", ["todo", "accept", "ship"], "todo")
    asked.session_state[address.widget_key("view")] = "ship"
    address.keep("view", "todo")
    asked.query_params = Parameters(view="accept")  # chosen before the browser heard of the first
    asked.session_state[address.widget_key("q")] = "CD-1"
    address.keep("q", "")
    assert dict(asked.query_params) == {"view": "ship", "q": "CD-1"}


@pytest.mark.parametrize(
    ("given", "page"), [("3", 3), ("0", 1), ("-2", 1), ("x", 1), ("", 1), ("٣", 1), ("9" * 5_000, 1), ("9" * 30, 1)]
)
def test_a_page_is_a_number_that_a_list_can_have_whatever_the_address_says(asked, given, page):
    asked.query_params["page"] = given
    assert address.page_number() == page


@pytest.mark.parametrize("run", [{"page_script_hash": "another"}, {"is_history_navigation": True}])
def test_neither_another_page_nor_going_back_is_held_to_the_last_address(asked, monkeypatch, run):
    address.show("order", "A1")
    context = SimpleNamespace(**{"page_script_hash": "", "is_history_navigation": False, **run})
    monkeypatch.setattr(address, "get_script_run_ctx", lambda: context)
    asked.query_params = Parameters(view="ship")
    asked.session_state[address.widget_key("q")] = "CD-1"  # typed, and told together with where the person goes
    address.keep("q", "")
    assert dict(asked.query_params) == {"view": "ship", "q": "CD-1"}


def test_a_choice_begins_at_the_first_page(asked):
    asked.query_params["page"] = "3"
    address.choice("view", ["todo", "accept", "ship"], "todo")
    asked.session_state[address.widget_key("view")] = "ship"
    address.keep("view", "todo")
    assert dict(asked.query_params) == {"view": "ship"}


def test_what_a_person_goes_back_to_is_in_force(asked):
    address.show("order", "A1")
    asked.query_params = Parameters(view="accept")  # back in the browser: the page runs, no timer
    address.note_in_force()
    address.stay_in_force()
    assert dict(asked.query_params) == {"view": "accept"}
