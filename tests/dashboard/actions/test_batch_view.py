"""A batch on the Actions page: how far it is, each item's result, undo and asking again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.outbox.batch_words import expectation, outcome_words, progress_words, result_sheet, time_left
from etl.actions.kinds import kind_named
from etl.actions.outbox.batch_items import batch_items
from etl.actions.outbox.batch_progress import BatchProgress, Place, batch_progress
from etl.actions.outbox.batches import ask_all
from etl.actions.outbox.reading import Wanted, list_actions
from etl.actions.states import State, Step, take_step
from etl.store.ops.database import writing
from etl.words.catalogues import speaking
from tests.dashboard.screen import texts

ACTIONS = "pages/operations/actions.py"
WORDS = "Cannot switch to accepted status from Cancelled"
SAID = f"POST /orders/C1/approval-status answered 409: {WORDS}"
PATHS = {
    State.SENDING: (State.SENDING,),
    State.DONE: (State.SENDING, State.DONE),
    State.REJECTED: (State.SENDING, State.REJECTED),
    State.NEEDS_HUMAN: (State.SENDING, State.NEEDS_HUMAN),
    State.UNDONE: (State.UNDONE,),
}


def ask(shop, orders, batch_id="b1", hold=timedelta(seconds=30)):
    items = [(order, {}) for order in orders]
    answers = ask_all(
        shop.ops,
        kind_named("approve_order"),
        items,
        batch_id=batch_id,
        requested_by="ana",
        hold=hold,
        now=datetime.now(UTC),
    )
    return {answer.target: answer.enqueued.action_id for answer in answers}


def bring(shop, action_id, state, **changes):
    was = State.QUEUED
    for to in PATHS[state]:
        with writing(shop.ops) as connection:
            step = Step(action_id, was, to, datetime.now(UTC), "worker")
            assert take_step(connection, step, **(changes if to is state else {}))
        was = to


@pytest.fixture
def mixed(shop):
    """Six orders of one batch, each standing elsewhere."""
    ids = ask(shop, ["D1", "C1", "N1", "U1", "W1", "H1"])
    bring(shop, ids["D1"], State.DONE, result="Order D1 is InPreparation.")
    bring(shop, ids["C1"], State.REJECTED, result=SAID, evidence={"answer": {"words": WORDS}})
    bring(shop, ids["N1"], State.NEEDS_HUMAN, result="Not clear.")
    bring(shop, ids["U1"], State.UNDONE, result="Undone.")
    bring(shop, ids["W1"], State.SENDING)
    return shop


def table(app):
    return app.dataframe[0].value


def address_of(app):
    batch_id = app.query_params["batch"]
    return batch_id if isinstance(batch_id, str) else batch_id[0]


def states(shop):
    return {row.target: row.state for row in reversed(list_actions(shop.ops))}


def test_a_batch_says_what_it_is_and_how_many_items_stand_where(mixed):
    app = mixed.open(ACTIONS, batch="b1")
    assert not app.exception
    assert [heading.value for heading in app.subheader] == ["Accept 6 orders"]
    said = texts(app)
    for words in ("Need you 1", "Refused by the marketplace 1", "Undone 1", "Under way 1", "Held 1", "Done 1"):
        assert f"{words}]" in said
    assert "Asked by ana" in said


def test_items_in_trouble_come_first_and_the_marketplace_is_quoted(mixed):
    shown = table(mixed.open(ACTIONS, batch="b1"))
    assert [address.rpartition("=")[2] for address in shown["order"]] == ["N1", "C1", "U1", "W1", "H1", "D1"]
    assert shown["standing"][1] == f"“{WORDS}”"


def test_the_items_of_one_place_are_shown_alone_and_none_is_said(mixed):
    shown = table(mixed.open(ACTIONS, batch="b1", place="refused"))
    assert [address.rpartition("=")[2] for address in shown["order"]] == ["C1"]
    ask(mixed, ["Z1"], "b2")
    app = mixed.open(ACTIONS, batch="b2", place="done")
    assert not app.dataframe
    assert "No item of this batch stands there." in texts(app)


def test_all_that_is_not_sent_is_undone_with_one_click(shop):
    ids = ask(shop, ["A1", "A2", "A3"])
    app = shop.open(ACTIONS, batch="b1")
    bring(shop, ids["A2"], State.SENDING)
    app.button(key="undo_batch").click().run()
    assert states(shop) == {"A1": State.UNDONE, "A2": State.SENDING, "A3": State.UNDONE}
    assert [toast.value for toast in app.toast] == ["2 undone: nothing was sent of them"]


def test_undoing_a_batch_that_was_sent_meanwhile_is_told_to_be_too_late(shop):
    [action_id] = ask(shop, ["A1"]).values()
    app = shop.open(ACTIONS, batch="b1")
    bring(shop, action_id, State.SENDING)
    app.button(key="undo_batch").click().run()
    assert states(shop) == {"A1": State.SENDING}
    assert [toast.value for toast in app.toast] == ["Too late to undo: it has been sent"]


def test_what_failed_is_asked_for_again_under_a_batch_of_its_own(mixed):
    app = mixed.open(ACTIONS, batch="b1")
    assert app.button(key="ask_again").label == "Ask again for the 2 not done"
    app.button(key="ask_again").click().run()
    again = address_of(app)
    rows = list_actions(mixed.ops, Wanted(batch_id=again))
    assert again != "b1"
    assert {(row.target, row.state) for row in rows} == {("C1", State.QUEUED), ("U1", State.QUEUED)}
    assert all(row.seen["again_of"] for row in rows)
    assert [heading.value for heading in app.subheader] == ["Accept 2 orders"]
    assert "ask_again" not in {button.key for button in mixed.open(ACTIONS, batch="b1").button}


def test_two_people_who_ask_again_meet_in_one_batch_and_double_nothing(mixed):
    first, second = mixed.open(ACTIONS, batch="b1"), mixed.open(ACTIONS, batch="b1")
    first.button(key="ask_again").click().run()
    second.button(key="ask_again").click().run()
    assert len(list_actions(mixed.ops)) == 8
    assert not second.exception


def test_what_cannot_be_asked_again_is_told_and_stops_no_other(shop):
    ids = ask(shop, ["A1", "A2"])
    for action_id in ids.values():
        bring(shop, action_id, State.UNDONE)
    refuse = ask_all(
        shop.ops,
        kind_named("refuse_order"),
        [("A1", {})],
        batch_id="r1",
        requested_by="bo",
        hold=timedelta(seconds=30),
        now=datetime.now(UTC),
    )
    assert len(list(refuse)) == 1
    app = shop.open(ACTIONS, batch="b1")
    app.button(key="ask_again").click().run()
    assert [row.target for row in list_actions(shop.ops, Wanted(batch_id=address_of(app)))] == ["A2"]
    assert any("1 could not be asked for" in error.value for error in app.error)


def test_an_unknown_batch_gets_a_clear_answer(shop):
    app = shop.open(ACTIONS, batch="no*such")
    assert [heading.value for heading in app.subheader] == ["There is no batch no\\*such here"]
    assert not app.exception


def test_batches_are_listed_and_an_action_leads_to_its_batch(mixed):
    app = mixed.open(ACTIONS, state="batches")
    assert table(app)["asked"].to_list() == ["Accept 6 orders"]
    [row] = list_actions(mixed.ops, Wanted(targets={"C1"}))
    detail = mixed.open(ACTIONS, batch="b1", action=row.action_id)
    assert not detail.exception
    assert any("C1" in heading.value for heading in detail.subheader)


def test_without_a_batch_the_list_says_how_to_make_one(shop):
    app = shop.open(ACTIONS, state="batches")
    assert not app.dataframe
    assert "No batch yet" in texts(app)


def test_the_sheet_of_results_has_every_item_and_no_formula(mixed):
    ask(mixed, ["F1"], "b9")
    [row] = list_actions(mixed.ops, Wanted(batch_id="b9"))
    bring(mixed, row.action_id, State.REJECTED, result="=cmd|'/c calc'!A1")
    now = datetime.now(UTC)
    with speaking("en"):
        lines = result_sheet(batch_items(mixed.ops, "b1", now), now).decode("utf-8-sig").splitlines()
        risky = result_sheet(batch_items(mixed.ops, "b9", now), now).decode("utf-8-sig")
    assert [line.split(";")[0] for line in lines] == ["Order", "N1", "C1", "U1", "W1", "H1", "D1"]
    assert lines[2].split(";")[1:4] == ["Accept the order", "Refused by the marketplace", f"“{WORDS}”"]
    assert "'=cmd" in risky
    assert ";=cmd" not in risky


def standing(*, waiting, held=0, settled_lately=0, next_send_at=None):
    places = dict.fromkeys(Place, 0) | {Place.HELD: held, Place.UNDER_WAY: waiting - held}
    asked_at = datetime(2026, 11, 25, 9, tzinfo=UTC)
    return BatchProgress(
        "b", {"approve_order": waiting}, places, "ana", asked_at, 0, next_send_at, None, settled_lately
    )


def test_what_needs_a_decision_is_not_told_as_settled(mixed):
    batch = batch_progress(mixed.ops, "b1", datetime.now(UTC))
    assert batch is not None
    with speaking("en"):
        assert progress_words(batch) == "3 of 6 settled"


def test_the_time_left_follows_the_budget_until_the_pace_is_seen():
    assert time_left(standing(waiting=100), 100) == timedelta(minutes=2)
    assert time_left(standing(waiting=100, settled_lately=9), 100) == timedelta(minutes=2)
    assert time_left(standing(waiting=100, settled_lately=25), 100) == timedelta(minutes=4)


def test_what_is_held_is_told_when_sending_begins():
    now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    with speaking("en"):
        held = standing(waiting=3, held=3, next_send_at=now + timedelta(seconds=8))
        assert expectation(held, 100, now) == "Sending begins in 8 s"
        assert expectation(standing(waiting=10), 100, now) == "less than a minute left"
        assert expectation(standing(waiting=0), 100, now) == ""


def test_a_thousand_items_are_counted_and_paged_to_the_last(shop):
    ask(shop, [f"X{number:05d}" for number in range(1_000)])
    now = datetime.now(UTC)
    batch = batch_progress(shop.ops, "b1", now)
    assert batch is not None
    assert (batch.items, batch.places[Place.HELD], batch.undoable) == (1_000, 1_000, 1_000)
    app = shop.open(ACTIONS, batch="b1", page="20")
    assert table(app)["order"].to_list()[-1].endswith("X00999")


def test_what_the_marketplace_wrote_is_not_quoted_when_vigie_has_words_for_it(mixed):
    [row] = list_actions(mixed.ops, Wanted(targets={"D1"}))
    with speaking("en"):
        assert outcome_words(row, datetime.now(UTC)) == "Order D1: To prepare."
