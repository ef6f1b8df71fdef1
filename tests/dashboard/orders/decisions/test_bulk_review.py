"""Accepting and refusing many orders at once: the review before, what is asked, and what stays out."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from dashboard.actions.entity import BATCH
from dashboard.orders.decisions.bulk_form import decide_all
from dashboard.orders.decisions.bulk_requests import REQUEST, BulkRequest
from dashboard.outbox import reasons
from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.reading import events_of, list_actions
from etl.domain.time.clock import system_clock
from etl.store.ops.presence import Subject, note_presence
from tests.dashboard.screen import texts

OWN_REASON = "own_reason_refuse_order_batch-1"
ORDERS = "pages/operations/orders.py"
THIRD_LAMP = """
insert into orders by name select * replace ('A3' as order_id, 'RA3' as reference) from orders where order_id = 'A1';
insert into order_lines by name select * replace ('A3' as order_id, 1 as quantity) from order_lines
where order_id = 'A1';
update order_lines set quantity = 1 where order_id = 'A1';
insert into obligations by name select * replace ('A3' as order_id, due_at + interval 1 hour as due_at)
from obligations where order_id = 'A1' and kind = 'accept_order'
"""


def review(shop, kind, *order_ids):
    app = shop.open(ORDERS, view="accept")
    app.session_state[REQUEST] = BulkRequest(kind, order_ids, "batch-1")
    return app.run()


def tables(app):
    return [frame.value for frame in app.dataframe]


def asked(shop):
    return {row.target: (row.kind, row.batch_id) for row in list_actions(shop.ops)}


def test_all_that_match_lead_to_a_review_and_nothing_is_asked_yet(shop):
    app = shop.open(ORDERS, view="accept")
    app.button(key="bulk_approve_order").click().run()
    assert not app.exception
    assert [heading.value for heading in app.subheader] == ["Before accepting 2 orders"]
    assert asked(shop) == {}


def test_the_review_says_what_goes_what_stays_out_and_what_is_impossible(shop):
    app = review(shop, "approve_order", "A1", "A2", "S1", "NOBODY")
    said = texts(app)
    assert "1 will be accepted" in said
    assert "1 stays out unless you tick it" in said
    assert "2 are impossible" in said
    warned, impossible, clear = tables(app)
    assert warned["order"].to_list() == ["A1"]
    assert warned["why"].to_list() == ["SKU-LAMP: 2 needed, 2 in stock, 1 promised to other orders"]
    assert set(impossible["order"]) == {"S1", "NOBODY"}
    assert clear["order"].to_list() == ["A2"]
    assert app.button(key="bulk_confirm").label == "Accept 1 order"


def test_the_confirmation_asks_under_one_batch_and_leads_to_it(shop):
    app = review(shop, "approve_order", "A1", "A2")
    app.button(key="bulk_confirm").click().run()
    assert not app.exception
    assert asked(shop) == {"A2": ("approve_order", "batch-1")}
    assert app.title[0].value == "Actions"
    assert [heading.value for heading in app.subheader] == ["Accept 1 order"]
    [row] = list_actions(shop.ops)
    assert row.seen["screen"] == "bulk_review"
    assert row.seen["status"] == "WaitingAcceptance"
    assert [heading.value for heading in app.subheader] == ["Accept 1 order"]


def test_of_two_orders_for_the_last_units_the_more_urgent_one_goes(shop):
    shop.publish(2, extra_sql=THIRD_LAMP)
    app = review(shop, "approve_order", "A3", "A1")
    warned, clear = tables(app)
    assert (warned["order"].to_list(), clear["order"].to_list()) == (["A3"], ["A1"])


def test_a_second_confirmation_doubles_nothing(shop):
    first, second = review(shop, "approve_order", "A2"), review(shop, "approve_order", "A2")
    first.button(key="bulk_confirm").click().run()
    second.button(key="bulk_confirm").click().run()
    assert len(list_actions(shop.ops)) == 1


def test_what_has_become_impossible_since_the_review_is_left_out_and_told(shop):
    app = review(shop, "approve_order", "A2")
    enqueue(
        shop.ops,
        kind_named("refuse_order"),
        "A2",
        {},
        requested_by="bo",
        hold=timedelta(seconds=30),
        now=system_clock(),
    )
    app.button(key="bulk_confirm").click().run()
    assert asked(shop) == {"A2": ("refuse_order", None)}
    assert any("1 order was left out" in toast.value for toast in app.toast)


def colleague_opens(shop, order_id):
    note_presence(shop.ops, "a session of Bao", Subject("order", order_id), "Bao", system_clock())


def test_what_a_colleague_has_open_stays_out_unless_it_is_ticked(shop):
    colleague_opens(shop, "A2")
    app = review(shop, "approve_order", "A2")
    [warned] = tables(app)
    assert warned["why"].to_list() == ["Bao has this order open."]
    assert app.button(key="bulk_confirm").disabled


def test_what_is_ticked_beside_a_colleague_goes_and_the_audit_keeps_it(shop, monkeypatch):
    colleague_opens(shop, "A2")
    given = {"own_reason_approve_order_batch-1": "Bao is at lunch"}
    monkeypatch.setattr(reasons, "st", SimpleNamespace(session_state=given))
    decide_all(BulkRequest("approve_order", ("A2",), "batch-1"), {"A2": frozenset({"open_elsewhere"})}, BATCH)
    [row] = list_actions(shop.ops)
    assert row.seen["also_open_with"] == ["Bao"]
    assert row.seen["override"] == {"warnings": ["open_elsewhere"], "reason": "Bao is at lunch"}


def test_what_a_colleague_opens_after_the_review_is_left_out(shop):
    app = review(shop, "approve_order", "A2")
    colleague_opens(shop, "A2")
    app.button(key="bulk_confirm").click().run()
    assert asked(shop) == {}


def test_leaving_the_review_asks_for_nothing(shop):
    app = review(shop, "approve_order", "A2")
    app.button(key="bulk_leave").click().run()
    assert asked(shop) == {}
    assert app.button(key="bulk_approve_order")


def test_when_nothing_may_go_there_is_nothing_to_confirm(shop):
    app = review(shop, "approve_order", "S1")
    assert app.button(key="bulk_confirm").disabled
    assert "None of them goes without a look" in texts(app)


def test_a_refusal_needs_a_reason_and_a_yes(shop):
    app = review(shop, "refuse_order", "A1", "A2")
    assert app.button(key="bulk_confirm").disabled
    app.text_input(key=OWN_REASON).input("Priced wrongly").run()
    assert app.button(key="bulk_confirm").disabled
    app.checkbox(key="bulk_sure_2").check().run()
    app.button(key="bulk_confirm").click().run()
    assert asked(shop) == {"A1": ("refuse_order", "batch-1"), "A2": ("refuse_order", "batch-1")}
    for row in list_actions(shop.ops):
        assert row.seen["override"] == {"warnings": ["costs_acceptance_rate"], "reason": "Priced wrongly"}
        assert events_of(shop.ops, row.action_id)[0].note == "asked for in spite of: costs_acceptance_rate"


def test_a_hand_made_confirmation_without_a_reason_asks_for_nothing(shop):
    request = BulkRequest("refuse_order", ("A1",), "batch-1")
    decide_all(request, {"A1": frozenset({"costs_acceptance_rate", "stock_short"})}, BATCH)
    assert asked(shop) == {}


@pytest.mark.parametrize("language", ["fr", "en", "zh"])
@pytest.mark.parametrize("kind", ["approve_order", "refuse_order"])
def test_the_review_shows_itself_in_every_language(shop, language, kind):
    app = shop.open(ORDERS, language, view="accept")
    app.session_state[REQUEST] = BulkRequest(kind, ("A1", "A2", "S1"), "batch-1")
    app.run()
    assert not app.exception
    assert "{" not in texts(app)
