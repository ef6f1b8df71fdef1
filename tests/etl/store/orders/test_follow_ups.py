"""Wishes to tell the customer: written once, taken back, written again; and templates set by people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.store.ops.database import open_ops
from etl.store.ops.local_events import events_about
from etl.store.ops.presence import Subject
from etl.store.orders.follow_ups import (
    CONFIRM_ACCEPTANCE,
    CONFIRM_SHIPMENT,
    FOLLOW_UPS,
    FollowUp,
    standing_follow_ups,
    wish_follow_up,
    withdraw_follow_up,
)
from etl.store.parcels.link_templates import SetTemplate, TemplateRefused, set_template, template_set

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def ops(tmp_path: Path) -> Iterator[Engine]:
    engine = open_ops(tmp_path / "ops.sqlite")
    yield engine
    engine.dispose()


def test_the_same_wish_stands_once(ops):
    assert wish_follow_up(ops, "A1", CONFIRM_ACCEPTANCE, by="ana", now=NOW)
    assert not wish_follow_up(ops, "A1", CONFIRM_ACCEPTANCE, by="bob", now=NOW)
    assert wish_follow_up(ops, "A1", CONFIRM_SHIPMENT, by="bob", now=NOW)
    standing = standing_follow_ups(ops, "A1")
    assert standing[CONFIRM_ACCEPTANCE] == FollowUp("A1", CONFIRM_ACCEPTANCE, "ana", NOW)
    assert set(standing) == {CONFIRM_ACCEPTANCE, CONFIRM_SHIPMENT}


def test_a_wish_taken_back_leaves_its_trace_and_can_be_made_again(ops):
    wish_follow_up(ops, "A1", CONFIRM_ACCEPTANCE, by="ana", now=NOW)
    assert withdraw_follow_up(ops, "A1", CONFIRM_ACCEPTANCE, by="bob", now=NOW)
    assert not withdraw_follow_up(ops, "A1", CONFIRM_ACCEPTANCE, by="bob", now=NOW)
    assert standing_follow_ups(ops, "A1") == {}
    assert wish_follow_up(ops, "A1", CONFIRM_ACCEPTANCE, by="ana", now=NOW)
    told = events_about(ops, FOLLOW_UPS, Subject("order", "A1"))
    assert [(event.code, event.actor) for event in told] == [("wished", "ana"), ("withdrawn", "bob"), ("wished", "ana")]


def test_a_template_is_kept_with_who_set_it_whatever_the_spelling_of_the_label(ops):
    set_template(ops, " Colissimo", " https://x.example/{number} ", by="ana", now=NOW)
    assert template_set(ops, "COLISSIMO ") == SetTemplate("https://x.example/{number}", "ana", NOW)
    set_template(ops, "Colissimo", "", by="bob", now=NOW)
    assert template_set(ops, "Colissimo") == SetTemplate("", "bob", NOW)


def test_a_template_that_cannot_be_used_is_refused_with_the_remedy(ops):
    with pytest.raises(TemplateRefused, match="Write an http"):
        set_template(ops, "Colissimo", "https://x.example/{phone}", by="ana", now=NOW)
    assert template_set(ops, "Colissimo") is None
