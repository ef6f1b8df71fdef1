"""Going on in spite of a warning: what is kept of it, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.actions.errors import InvalidAction
from etl.actions.kinds import kind_named
from etl.actions.orders.ship_order import SHIP_ORDER
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.overrides import Override
from etl.actions.outbox.reading import events_of, list_actions
from etl.store.ops.database import open_ops

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PARCEL = {"parcel_number": "6A1", "carrier_name": "Colissimo"}


@pytest.fixture
def ops(tmp_path: Path) -> Iterator[Engine]:
    engine = open_ops(tmp_path / "ops.sqlite")
    yield engine
    engine.dispose()


def ask(ops, override, payload=PARCEL):
    return enqueue(
        ops,
        kind_named("ship_order"),
        "S1",
        payload,
        requested_by="ana",
        hold=timedelta(),
        now=NOW,
        seen={"a": 1},
        override=override,
    )


def test_the_audit_keeps_the_codes_and_the_action_the_reason(ops):
    asked = ask(ops, Override(("wrong_shape", "po_box", "po_box"), "  read  it\ntwice "))
    [row] = list_actions(ops)
    assert row.seen == {"a": 1, "override": {"warnings": ["po_box", "wrong_shape"], "reason": "read it twice"}}
    assert [event.note for event in events_of(ops, asked.action_id)] == ["asked for in spite of: po_box, wrong_shape"]


@pytest.mark.parametrize(
    "override",
    [
        Override(("wrong_shape",), "  "),
        Override(("wrong_shape",), "x" * 201),
        Override((), "because"),
        Override(("Not a code; drop table",), "because"),
        Override(tuple("abcdefghijklmnopqrstu"), "because"),
    ],
)
def test_an_override_without_reason_or_with_strange_codes_writes_nothing(ops, override):
    with pytest.raises(InvalidAction, match="override"):
        ask(ops, override)
    assert list_actions(ops) == []


def test_the_hand_over_is_kept_in_utc_and_never_sent(ops):
    ask(ops, None, {**PARCEL, "handed_over_at": "2026-11-25T12:30:00+01:00"})
    [row] = list_actions(ops)
    assert row.payload["handed_over_at"] == "2026-11-25T11:30:00+00:00"
    sent = []

    class Marketplace:
        def write(self, method, path, body):
            sent.append((method, path, body))

    SHIP_ORDER.send(Marketplace(), "S1", row.payload)
    assert sent == [("POST", "/orders/S1/shipments", [{"parcelNumber": "6A1", "carrierName": "Colissimo"}])]


def test_the_same_parcel_at_another_hand_over_is_the_same_action(ops):
    first = ask(ops, None, {**PARCEL, "handed_over_at": "2026-11-25T12:30:00+01:00"})
    second = ask(ops, None, {**PARCEL, "handed_over_at": "2026-11-25T12:45:00+01:00"})
    assert (second.action_id, second.is_new) == (first.action_id, False)


@pytest.mark.parametrize("handed_over_at", ["yesterday", "2026-11-25T12:30:00"])
def test_a_hand_over_that_is_no_instant_is_refused(ops, handed_over_at):
    with pytest.raises(InvalidAction, match="handed_over_at"):
        ask(ops, None, {**PARCEL, "handed_over_at": handed_over_at})
