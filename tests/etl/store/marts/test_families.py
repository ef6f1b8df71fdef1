"""Families of marts, on a made-up subject: errands follow the orders they are run for, and time makes them owed."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl.domain.obligations.judging import OWED_SCHEMA
from etl.store import sql_files
from etl.store.errors import FamiliesUnordered
from etl.store.marts.build import build_marts
from etl.store.marts.families import in_building_order
from etl.store.marts.gate import pass_gate
from etl.store.marts.plan import Family, Owes
from etl.store.registry import MARTS

GRACE = timedelta(hours=36)
"""An errand is to be run when its order has waited that long."""


def owed_errands(inputs: pl.DataFrame, _now: datetime) -> pl.DataFrame:
    facts = inputs.with_columns(
        kind=pl.lit("run_errand"),
        subject_type=pl.lit("errand"),
        subject_id="errand_id",
        occurrence=pl.lit("1"),
        begins_at=pl.col("ordered_at") + GRACE,
        opened_at=pl.col("ordered_at") + GRACE,
        due_at=pl.col("ordered_at") + 2 * GRACE,
        is_excluded=pl.lit(value=False),
    )
    blank = {name: pl.lit(None, dtype=dtype) for name, dtype in OWED_SCHEMA.items() if name not in facts.columns}
    return facts.with_columns(**blank).select(pl.col(name).cast(dtype) for name, dtype in OWED_SCHEMA.items())


ERRANDS = Family("errands", "errand_id", ("errands",), follows=("orders",), owes=Owes("errand", owed_errands))
SQL = {
    "marts_schema": "create table marts.errands (errand_id varchar, order_id varchar, status varchar);",
    "marts/following_orders": "select 'run-' || order_id as errand_id from changed_orders",
    "marts/errands": "select b.errand_id, o.order_id, o.status from core.orders as o "
    "join batch as b on b.errand_id = 'run-' || o.order_id",
    "marts/obligation_inputs": "select b.errand_id, o.order_id, o.created_at as ordered_at from core.orders as o "
    "join batch as b on b.errand_id = 'run-' || o.order_id",
}


@pytest.fixture
def _errands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = shutil.copytree(sql_files.SQL, tmp_path / "sql")
    for name, text in SQL.items():
        file = folder / "errands" / f"{name}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    monkeypatch.setattr(sql_files, "SQL", folder)
    sql_files.forget()
    yield
    monkeypatch.undo()
    sql_files.forget()


def build(shelf: Any) -> None:
    plan = replace(MARTS, families=(ERRANDS, *MARTS.families))
    build_marts(shelf.warehouse, plan, shelf.ops_frames(), shelf.now)


def owed(shelf: Any) -> list[tuple[Any, ...]]:
    return shelf.rows(
        "select kind, subject_type, subject_id, order_id, state from marts.obligations "
        "where kind = 'run_errand' order by all"
    )


CREATED = datetime.fromisoformat("2026-11-20T10:00:00Z")


@pytest.mark.usefixtures("_errands")
def test_what_follows_is_built_anew_when_what_it_follows_has_changed(shelf: Any, order: Any) -> None:
    shelf.land(order("O1"), order("O2"))
    build(shelf)
    shelf.land(order("O1", status="Shipped", updatedAt="2026-11-21T11:00:00Z"))
    build(shelf)
    assert shelf.rows("select * from marts.errands order by all") == [
        ("run-O1", "O1", "Shipped"),
        ("run-O2", "O2", "InPreparation"),
    ]
    assert shelf.rows("select errand_id from changed_errands") == [("run-O1",)]


@pytest.mark.usefixtures("_errands")
def test_time_alone_opens_what_a_subject_owes_and_takes_up_only_those_that_are_due(shelf: Any, order: Any) -> None:
    shelf.now = CREATED + timedelta(hours=1)
    shelf.land(order("O1"), order("O2", createdAt="2026-11-20T16:00:00Z"))
    build(shelf)
    assert owed(shelf) == []
    assert shelf.rows("select * from marts.next_verdicts order by all") == [
        ("errand", "run-O1", CREATED + GRACE),
        ("errand", "run-O2", CREATED + GRACE + timedelta(hours=6)),
    ]
    shelf.now = CREATED + GRACE
    build(shelf)
    assert shelf.rows("select errand_id from changed_errands") == [("run-O1",)]
    assert owed(shelf) == [("run_errand", "errand", "run-O1", "O1", "open")]
    assert [row[1] for row in shelf.rows("select * from marts.next_verdicts")] == ["run-O2"]
    shelf.now = CREATED + 3 * GRACE
    build(shelf)
    assert [row[2:] for row in owed(shelf)] == [("run-O1", "O1", "broken"), ("run-O2", "O2", "broken")]
    assert shelf.rows("select count(*) from marts.next_verdicts") == [(0,)]


@pytest.mark.usefixtures("_errands")
def test_what_another_subject_owes_about_an_order_stays_when_the_order_is_built_anew(shelf: Any, order: Any) -> None:
    shelf.now = CREATED + GRACE
    shelf.land(order("O1"))
    build(shelf)
    before = owed(shelf)
    assert len(before) == 1
    shelf.warehouse.run("update core.orders set is_missing = true, run_id = 99 where order_id = 'O1'")
    plan = MARTS  # the errand itself is not built: only the order's own obligations may go
    build_marts(shelf.warehouse, plan, shelf.ops_frames(), shelf.now)
    assert owed(shelf) == before
    assert shelf.rows("select count(*) from marts.obligations where subject_type = 'order'") == [(0,)]


@pytest.mark.usefixtures("_errands")
def test_two_obligations_that_differ_by_their_occurrence_only_pass_the_gate_and_the_same_twice_does_not(
    shelf: Any, order: Any
) -> None:
    shelf.now = CREATED + GRACE
    shelf.land(order("O1"))
    build(shelf)
    again = "insert into marts.obligations select * replace ('2' as occurrence) from marts.obligations "
    shelf.warehouse.run(again + "where kind = 'run_errand'")
    pass_gate(shelf.warehouse, shelf.now)
    build(shelf)
    shelf.land(order("O1", updatedAt="2026-11-21T11:00:00Z"))
    build(shelf)
    assert len(owed(shelf)) == 1  # both belonged to the errand, and were replaced with it


def named(name: str, *follows: str) -> Family:
    return Family(name, "id", (), follows=follows)


def test_families_are_built_after_all_they_follow_otherwise_as_listed() -> None:
    listed = (named("cases", "threads", "parcels"), named("threads"), named("parcels", "orders"), named("orders"))
    assert [family.name for family in in_building_order(listed)] == ["threads", "orders", "parcels", "cases"]


def test_families_that_follow_each_other_in_a_circle_are_refused_by_name() -> None:
    with pytest.raises(FamiliesUnordered, match="families parcels, cases wait for each other"):
        in_building_order((named("parcels", "cases"), named("cases", "parcels"), named("orders")))


def test_a_family_that_follows_what_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(FamiliesUnordered, match="parcels follows ordres, which is not built here"):
        in_building_order((named("parcels", "ordres"),))
