"""`vigie actions add` judges as the forms do: what blocks is refused, what asks wants a reason."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from etl.actions.outbox.reading import list_actions
from etl.commands.cli import app
from etl.store.ops.database import writing
from etl.store.ops.presence import Subject, note_presence
from etl.store.ops.schema import action

PARCEL = {"parcel_number": "XY123456785FR", "carrier_name": "Chronopost"}


def add(shop, kind, target, payload=None, *options):
    cleared = dict.fromkeys([name for name in os.environ if name.startswith("VIGIE_")])
    chosen = {"VIGIE_HOME": str(shop.home), "VIGIE_USER": "ana", "VIGIE_LANGUAGE": "en"}
    words = ["actions", "add", kind, target, "--json", json.dumps(payload or {}), *options]
    done = CliRunner().invoke(app, words, env={**cleared, **chosen})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def codes(done):
    return [line.split()[0] for line in done.stderr.splitlines() if "(asks)" in line or "(blocks)" in line]


def test_what_nothing_speaks_against_is_asked_for(shop):
    done = add(shop, "ship_order", "S1", PARCEL)
    assert (done.exit_code, codes(done)) == (0, [])
    assert [row.target for row in list_actions(shop.ops)] == ["S1"]
    again = add(shop, "ship_order", "S1", PARCEL)
    assert (again.exit_code, again.stdout) == (0, done.stdout)
    assert "Already under way" in again.stderr


@pytest.mark.parametrize(
    ("kind", "target", "payload", "code"),
    [
        ("ship_order", "A1", PARCEL, "not_shippable"),
        ("ship_order", "X9", PARCEL, "order_unknown"),
        ("ship_order", "S1", PARCEL | {"carrier_name": "Pigeon"}, "carrier_unlisted"),
        ("approve_order", "S1", {}, "not_waiting"),
        ("refuse_order", "X9", {}, "order_unknown"),
    ],
)
def test_what_blocks_is_refused_with_its_code_whatever_the_reason(shop, kind, target, payload, code):
    done = add(shop, kind, target, payload, "--reason", "I want it")
    assert (done.exit_code, codes(done), done.stdout) == (1, [code], "")
    assert list_actions(shop.ops) == []


def test_what_asks_wants_a_reason_which_the_audit_keeps(shop):
    note_presence(shop.ops, "session of Bao", Subject("order", "S1"), "Bao", datetime.now(UTC))
    odd = PARCEL | {"parcel_number": "XY123456799FR7"}
    refused = add(shop, "ship_order", "S1", odd)
    assert (refused.exit_code, codes(refused)) == (1, ["open_elsewhere", "wrong_shape"])
    assert "--reason" in refused.stderr
    assert list_actions(shop.ops) == []
    assert add(shop, "ship_order", "S1", odd, "--reason", "read on the label\u200b").exit_code == 0
    [row] = list_actions(shop.ops)
    assert row.seen == {"override": {"reason": "read on the label", "warnings": ["open_elsewhere", "wrong_shape"]}}


def test_a_refusal_is_confirmed_by_its_name_and_nothing_else_is(shop):
    assert add(shop, "refuse_order", "A1").exit_code == 0
    [row] = list_actions(shop.ops)
    assert (row.kind, row.seen) == ("refuse_order", None)


def test_a_price_that_changes_by_more_than_half_asks(shop):
    jump = add(shop, "update_offer", "SKU-LAMP", {"price": "1.00"})
    assert (jump.exit_code, codes(jump)) == (1, ["price_jump"])
    assert add(shop, "update_offer", "SKU-LAMP", {"price": "1.00"}, "--reason", "clearance").exit_code == 0
    assert [row.payload["price"] for row in list_actions(shop.ops)] == ["1.00"]


def test_the_marketplaces_words_are_no_markup_of_the_terminal(shop):
    add(shop, "ship_order", "S1", PARCEL)
    with writing(shop.ops) as connection:
        connection.execute(update(action).values(result="no [/x] [link=http://evil]order[/link]"))
    done = CliRunner().invoke(app, ["actions", "list"], env={"VIGIE_HOME": str(shop.home), "COLUMNS": "400"})
    assert done.exit_code == 0, done.exception
    assert "no [/x] [link=http://evil]order[/link]" in done.stdout
