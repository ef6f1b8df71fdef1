"""Who has what open, and saved views, in the operations database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from etl.store.ops.database import open_ops, reading
from etl.store.ops.presence import KEPT, STAYS, Subject, forget_presence, note_presence, those_present
from etl.store.ops.schema import presence
from etl.store.ops.views import MOST_VIEWS, ViewRefused, change_view, delete_view, save_view, views_for

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def ops(tmp_path: Path):
    engine = open_ops(tmp_path / "ops.sqlite")
    yield engine
    engine.dispose()


def on_items(ops, now):
    return [(one.person, one.subject.id, one.opened_at) for one in those_present(ops, now)]


def test_a_session_stays_on_its_item_while_it_is_renewed(ops):
    note_presence(ops, "s1", Subject("order", "A1"), "Claire", NOW)
    note_presence(ops, "s1", Subject("order", "A1"), "Claire", NOW + STAYS)
    assert on_items(ops, NOW + 2 * STAYS) == [("Claire", "A1", NOW)]
    assert on_items(ops, NOW + 2 * STAYS + SECOND) == []


def test_coming_to_another_item_leaves_the_former(ops):
    note_presence(ops, "s1", Subject("order", "A1"), "Claire", NOW)
    note_presence(ops, "s1", Subject("order", "S2"), "Claire", NOW + SECOND)
    assert on_items(ops, NOW + SECOND) == [("Claire", "S2", NOW + SECOND)]


def test_the_one_who_came_first_is_named_first_and_leaving_is_at_once(ops):
    note_presence(ops, "s2", Subject("order", "A1"), "Bao", NOW + SECOND)
    note_presence(ops, "s1", Subject("order", "A1"), "Claire", NOW)
    assert [person for person, _, _ in on_items(ops, NOW + SECOND)] == ["Claire", "Bao"]
    forget_presence(ops, "s1")
    assert [person for person, _, _ in on_items(ops, NOW + SECOND)] == ["Bao"]


def test_rows_of_those_who_left_are_purged_by_the_next_who_comes(ops):
    for number in range(20):
        note_presence(ops, f"s{number}", Subject("order", "A1"), "Claire", NOW)
    note_presence(ops, "new", Subject("order", "A1"), "Bao", NOW + KEPT + SECOND)
    with reading(ops) as connection:
        assert connection.scalar(select(func.count()).select_from(presence)) == 1


def saved(ops, name, by="ana", *, is_shared=False, **parameters):
    return save_view(ops, "orders", name, parameters, is_shared=is_shared, by=by, now=NOW)


def names(ops, person):
    return [view.name for view in views_for(ops, "orders", person)]


def test_a_personal_view_is_its_owners_and_a_shared_one_everybodys(ops):
    saved(ops, "Late", view="ship", urgency="late")
    saved(ops, "Darty", is_shared=True, channel="DARTY")
    assert (names(ops, "ana"), names(ops, "bao")) == (["Darty", "Late"], ["Darty"])
    assert views_for(ops, "orders", "ana")[1].parameters == {"view": "ship", "urgency": "late"}


def test_a_view_is_renamed_shared_and_deleted(ops):
    view_id = saved(ops, "Late")
    change_view(ops, view_id, name="  Too\u200b   late ", is_shared=True, by="ana", now=NOW)
    assert names(ops, "bao") == ["Too late"]
    delete_view(ops, view_id, by="bao")
    assert names(ops, "ana") == []


def test_somebody_elses_personal_view_is_neither_changed_nor_deleted(ops):
    view_id = saved(ops, "Late")
    with pytest.raises(ViewRefused) as refused:
        change_view(ops, view_id, name="Mine", is_shared=False, by="bao", now=NOW)
    delete_view(ops, view_id, by="bao")
    assert (refused.value.reason, names(ops, "ana")) == ("view_gone", ["Late"])


@pytest.mark.parametrize(("name", "reason"), [(" \u200b ", "name_missing"), ("Late", "name_taken")])
def test_a_view_needs_a_name_of_its_own(ops, name, reason):
    saved(ops, "Late")
    with pytest.raises(ViewRefused) as refused:
        saved(ops, name)
    assert refused.value.reason == reason


def test_renaming_to_a_name_in_use_is_refused(ops):
    saved(ops, "Late")
    view_id = saved(ops, "Later")
    with pytest.raises(ViewRefused, match="called “Late” already"):
        change_view(ops, view_id, name="Late", is_shared=False, by="ana", now=NOW)


def test_there_is_an_end_to_saving(ops):
    for number in range(MOST_VIEWS):
        saved(ops, f"View {number}")
    with pytest.raises(ViewRefused, match="delete one first"):
        saved(ops, "One more")


def test_items_of_two_types_may_have_the_same_id(ops):
    note_presence(ops, "s1", Subject("order", "A1"), "Claire", NOW)
    note_presence(ops, "s2", Subject("offer", "A1"), "Bao", NOW)
    assert [one.subject for one in those_present(ops, NOW)] == [Subject("order", "A1"), Subject("offer", "A1")]
