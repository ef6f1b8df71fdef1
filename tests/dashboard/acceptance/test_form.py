"""Automatic acceptance: off until somebody has looked at a dry run of the same maximum; off again at once."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest

from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue
from etl.actions.states import State, Step, take_step
from etl.preflight.orders.acceptance import REQUESTER, judged_orders
from etl.store.ops.database import writing
from etl.store.orders.acceptance import AcceptanceChange, DryRunSeen, acceptance_setting, switch_on
from etl.words.catalogues import speaking
from etl.words.formats import moment
from tests.dashboard.screen import texts, unescaped

PAGE = "pages/admin/automatic_acceptance.py"
OFF = "#### Off: every order waits for somebody to accept it."
ANSWERED = """
insert into orders select * replace (order_id || 'x' as order_id, 'RefusedBySeller' as status,
    now() - interval 3 day as created_at)
from orders where order_id = 'A2';
insert into order_lines select * replace (order_id || 'x' as order_id, 'RefusedBySeller' as status)
from order_lines where order_id = 'A2';
insert into obligations select * replace (
    'accept_order:A2x' as obligation_id, 'A2x' as order_id, now() - interval 3 day as opened_at,
    now() - interval 2 day as discharged_at, 'refused' as discharged_by, 'kept' as state
) from obligations where order_id = 'A2';
insert into obligations select * replace (
    'accept_order:S3' as obligation_id, 'accept_order' as kind, now() - interval 6 hour as opened_at,
    now() - interval 5 hour as discharged_at, 'accepted' as discharged_by, 'kept' as state
) from obligations where order_id = 'S3';
delete from listing_stock_events where seller_product_id = 'SKU-PILLOW';
"""
"""A refusal of an order that the stock covered, and an accepted one whose stock of that time nobody knows."""


def opened(shop):
    app = shop.open(PAGE)
    assert not app.exception
    return app


def keys(app):
    return {button.key for button in app.button}


def dry_run(app, maximum=None):
    if maximum is not None:
        app.number_input(key="acceptance_maximum").set_value(maximum)
    app.button(key="run_dry").click().run()
    assert not app.exception
    return app


def switched_on(app):
    app.button(key="acceptance_on").click().run()
    assert not app.exception
    return app


def report(app):
    return app.table[0].value.to_dict("records")


def changes(app):
    return app.table[-1].value.to_dict("records")


def test_it_is_off_at_first_and_cannot_be_switched_on_without_a_dry_run(shop):
    app = opened(shop)
    assert OFF in [text.value for text in app.markdown]
    assert "It was never switched on." in texts(app)
    assert "Run the dry run and look at it" in texts(app)
    assert not {"acceptance_on", "acceptance_off"} & keys(app)
    assert not app.table
    assert not app.code


def test_the_dry_run_says_what_its_query_and_the_judgement_of_the_worker_say(shop, tmp_path):
    shop.publish(2, extra_sql=ANSWERED)
    app = dry_run(opened(shop))
    assert "**2 of 4** orders of 30 days would have been accepted (50%), 2 left to you." in texts(app)
    assert report(app) == [
        {"Automatic acceptance": "Would have been accepted", "Orders": "2", "Accepted": "0", "Refused": "1",
         "Still waiting": "1"},
        {"Automatic acceptance": "Left\\: the stock of that time is not known", "Orders": "1", "Accepted": "1",
         "Refused": "0", "Still waiting": "0"},
        {"Automatic acceptance": "Left\\: the stock does not cover it", "Orders": "1", "Accepted": "0",
         "Refused": "0", "Still waiting": "1"},
    ]  # fmt: skip
    assert "Of 1 order the stock of that time is not known" in texts(app)
    assert "Would have accepted 1 of the 1 orders you refused." in texts(app)
    [refused] = app.dataframe[0].value.to_dict("records")
    assert (refused["order"], refused["value"]) == ("orders?lang=en&order=A2x", "€249.00")
    [sql] = [code.value for code in app.code]
    copy = shutil.copyfile(shop.home / "snapshots" / "000002.duckdb", tmp_path / "marketplace.duckdb")
    with duckdb.connect(str(copy), read_only=True) as connection:
        connection.execute("set timezone = 'Asia/Shanghai'")
        needs = connection.sql(sql).pl()
    outcomes = dict(needs.select("order_id", "outcome").iter_rows())
    assert outcomes == {"A2x": "refused", "A1": "waiting", "S3": "accepted", "A2": "waiting"}
    judged = dict(judged_orders(needs, None, {}).iter_rows())
    assert judged == {"A2x": "accept", "A1": "stock_short", "S3": "stock_unknown", "A2": "accept"}


def test_without_orders_there_is_nothing_to_judge(shop):
    shop.publish(2, extra_sql="delete from obligations where kind = 'accept_order'")
    app = dry_run(opened(shop))
    assert "No order had to be answered in the last 30 days." in texts(app)
    assert not app.table


def test_switching_on_is_kept_with_name_maximum_instant_and_the_dry_run_seen(shop):
    begun = datetime.now(UTC)
    app = switched_on(dry_run(opened(shop), 300.0))
    [change] = acceptance_setting(shop.ops).changes
    assert (change.is_on, change.most_value, change.by, change.dry_run) == (True, Decimal("300.00"), "ana", (2, 1))
    assert begun <= change.at <= datetime.now(UTC)
    assert [toast.value for toast in app.toast] == ["Automatic acceptance is on"]
    assert OFF not in texts(app)
    assert f"#### On since {moment_in_english(change)}, by ana: orders up to €300.00." in unescaped(app)
    [line] = changes(app)
    assert {name: value.replace("\\", "") for name, value in line.items()} == {
        "When": moment_in_english(change), "By": "ana", "State": "On", "Maximum": "orders up to €300.00",
        "Dry run seen": "1 of 2 accepted",
    }  # fmt: skip
    assert app.button(key="acceptance_on").label == "Use this maximum"


def moment_in_english(change):
    with speaking("en"):
        return moment(change.at)


def test_another_maximum_hides_the_switch_until_it_has_a_dry_run_of_its_own(shop):
    app = dry_run(opened(shop), 300.0)
    assert "acceptance_on" in keys(app)
    app.number_input(key="acceptance_maximum").set_value(250.0).run()
    assert "acceptance_on" not in keys(app)
    assert not app.table
    app.number_input(key="acceptance_maximum").set_value(None).run()
    assert "acceptance_on" not in keys(app)
    assert "acceptance_on" in keys(dry_run(app))


def test_a_maximum_typed_just_before_the_click_is_the_one_that_is_tried(shop):
    app = opened(shop)
    app.number_input(key="acceptance_maximum").set_value(100.0)
    app.button(key="run_dry").click().run()
    assert "**0 of 2** orders" in texts(app)
    assert [row["Automatic acceptance"] for row in report(app)] == [
        "Left\\: worth more than the maximum", "Left\\: the stock does not cover it"
    ]  # fmt: skip


@pytest.mark.parametrize(("maximum", "accepted"), [("249.00", 1), ("248.99", 0), ("1000.10", 1), ("0.29", 0)])
def test_a_maximum_is_exact_to_the_cent(shop, maximum, accepted):
    app = switched_on(dry_run(opened(shop), float(maximum)))
    assert f"**{accepted} of 2** orders" in texts(app)
    setting = acceptance_setting(shop.ops)
    assert str(setting.most_value) == maximum
    assert setting.changes[0].dry_run == (2, accepted)


def test_a_dry_run_that_was_looked_at_too_long_ago_is_refused_in_words(shop, monkeypatch):
    app = dry_run(opened(shop))
    monkeypatch.setattr("etl.store.orders.acceptance.DRY_RUN_HOLDS_FOR", timedelta(0))
    switched_on(app)
    assert [error.value for error in app.error] == ["The dry run is more than an hour old: run it again."]
    assert OFF in texts(app)
    assert acceptance_setting(shop.ops).changes == ()


def on_already(shop, most_value=None):
    now = datetime.now(UTC) - timedelta(hours=2)
    switch_on(shop.ops, most_value=most_value, dry_run=DryRunSeen(now, most_value, 812, 640), by="bea", now=now)


def test_it_is_switched_off_at_once_and_keeps_its_maximum_and_its_history(shop):
    on_already(shop, Decimal("99.90"))
    app = opened(shop)
    assert app.number_input(key="acceptance_maximum").value == 99.9
    app.button(key="acceptance_off").click().run()
    assert not app.exception
    off, on = acceptance_setting(shop.ops).changes
    assert (off.is_on, off.by, off.most_value, off.dry_run) == (False, "ana", Decimal("99.90"), None)
    assert on == AcceptanceChange(True, Decimal("99.90"), on.at, "bea", (812, 640))
    assert OFF in texts(app)
    assert "acceptance_off" not in keys(app)
    assert [(row["By"], row["State"], row["Dry run seen"]) for row in changes(app)] == [
        ("ana", "Off", "–"), ("bea", "On", "640 of 812 accepted")
    ]  # fmt: skip


def test_while_it_is_on_another_maximum_needs_a_dry_run_too(shop):
    on_already(shop)
    app = opened(shop)
    assert "by bea: orders of any value." in unescaped(app)
    assert {"acceptance_off", "acceptance_on"} & keys(app) == {"acceptance_off"}
    switched_on(dry_run(app, 50.0))
    assert [(change.by, change.most_value) for change in acceptance_setting(shop.ops).changes] == [
        ("ana", Decimal("50.00")), ("bea", None)
    ]  # fmt: skip


def test_what_it_accepted_lately_is_counted_with_what_people_took_back(shop):
    on_already(shop)
    now = datetime.now(UTC)
    for order_id, by in (("A1", REQUESTER), ("A2", REQUESTER), ("S1", "bea")):
        asked = enqueue(
            shop.ops, kind_named("approve_order"), order_id, {}, requested_by=by, hold=timedelta(0), now=now
        )
        if order_id != "A1":
            with writing(shop.ops) as connection:
                assert take_step(connection, Step(asked.action_id, State.QUEUED, State.UNDONE, now, "ana"))
    assert "2 orders accepted by themselves within 24 h, 1 undone by people." in texts(opened(shop))


def test_without_data_there_is_no_dry_run(empty_home):
    app = opened(empty_home)
    assert [heading.value for heading in app.subheader] == ["No data yet"]
    assert not {"run_dry", "acceptance_on", "acceptance_off"} & keys(app)
