"""The marketplace's indicators as read, in whatever spelling, and against ours on the same orders."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.store.levels.thresholds import edited_thresholds
from etl.store.marts.build import build_marts
from etl.store.ops.database import open_ops
from etl.store.places import Places
from etl.store.registry import MARTS
from etl.store.warehouse.ops_mirror import mirrored_frames
from etl.store.warehouse.warehouse import Warehouse, open_warehouse
from etl.sync.documents.documents import INDICATORS, sync_document
from etl.sync.engine.reader import Reader, SyncPace
from etl.sync.engine.runs import run_resource, sync_due
from etl.sync.orders import ship_days
from etl.sync.registry import RESOURCES
from sandbox.server.server import running_sandbox

START = datetime.fromisoformat("2026-11-23T09:00:00+00:00")
ORDERS = 3_000


def build(warehouse: Warehouse, home: Path, now: datetime) -> None:
    ops = open_ops(home / "ops.sqlite")
    frames = {**mirrored_frames(warehouse, ops), "edited_thresholds": edited_thresholds(ops)}
    build_marts(warehouse, MARTS, frames, now)
    ops.dispose()


def read(reader: Reader, shop: Any, answer: dict[str, Any]) -> str:
    shop.other["/sellers/indicators"] = httpx.Response(200, json=answer)
    return run_resource(reader, INDICATORS.name, partial(sync_document, INDICATORS)).state


def rows(reader: Reader, sql: str) -> list[tuple[Any, ...]]:
    return reader.warehouse.frame(sql).rows()


KEPT = "select indicator, window_days, value, threshold, direction from core.marketplace_indicators order by all"


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Marts of everything a sandbox of three thousand past orders tells."""
    home = tmp_path_factory.mktemp("home")
    with running_sandbox(orders=ORDERS, start=START, seed=7) as sandbox, open_warehouse(Places(home)) as warehouse:
        now = datetime.fromisoformat(sandbox.now())
        names = ("api_url", "auth_url", "client_id", "seller_id")
        account = Account(
            **{name: getattr(sandbox, name) for name in names}, client_secret=SecretStr(sandbox.client_secret)
        )
        with OctopiaClient(account, clock=lambda: now, budget=CallBudget(1_000_000, lambda: now)) as client:
            reader = Reader(warehouse, client, lambda: now, pace=SyncPace(history=timedelta(days=70)))
            assert sync_due(reader, RESOURCES).has_landed
            while ship_days.has_days_to_ask(reader):
                assert run_resource(reader, ship_days.RESOURCE, ship_days.sync_ship_days).state == "landed"
        build(warehouse, home, now)
        yield warehouse


def beside(warehouse: Warehouse, indicator: str) -> list[tuple[Any, ...]]:
    return warehouse.frame(
        "select window_days, value, own_value, own_denominator, gap from marts.marketplace_indicators "
        "where indicator = ? order by 1",
        [indicator],
    ).rows()


@pytest.mark.parametrize("indicator", ["product_shipping", "deadline_compliance"])
def test_with_everything_read_our_figures_are_the_marketplaces(compared: Warehouse, indicator: str) -> None:
    shown = beside(compared, indicator)
    assert [row[0] for row in shown] == [30, 60]
    for _, value, own_value, own_denominator, gap in shown:
        assert own_denominator > 500
        assert value < 100
        assert own_value == pytest.approx(value, abs=0.0051)
        assert gap == pytest.approx(own_value - value)


def test_acceptance_differs_by_what_the_past_does_not_tell_alone(compared: Warehouse) -> None:
    """An order found cancelled does not tell whether it had been accepted: ours leaves it out, theirs does not."""
    for _, value, own_value, own_denominator, gap in beside(compared, "order_acceptation"):
        assert own_denominator > 500
        assert own_value == pytest.approx(value, abs=0.3)
        assert gap <= 0


def test_claims_and_refunds_stand_without_a_figure_of_ours(compared: Warehouse) -> None:
    for indicator in ("order_claims", "order_refunds"):
        for _, value, own_value, own_denominator, gap in beside(compared, indicator):
            assert value is not None
            assert (own_value, own_denominator, gap) == (None, None, None)


def test_thresholds_of_the_marketplace_take_over_on_the_day_they_are_read(compared: Warehouse) -> None:
    lines = compared.frame(
        'select metric, alert, "limit", direction, valid_from from marts.thresholds '
        "where source = 'marketplace' order by all"
    ).rows()
    today = date(2026, 11, 23)
    assert lines == [
        ("acceptance_rate", 98.0, 97.5, "min", today),
        ("late_shipment_rate", 3.0, 4.0, "max", today),
        ("line_shipping_rate", 98.0, 97.5, "min", today),
        ("ship_in_time", 97.0, 96.0, "min", today),
    ]
    sources = compared.frame(
        "select day, threshold_source from marts.service_levels where metric = 'ship_in_time' and window_days = 30 "
        "order by day desc limit 2"
    ).rows()
    assert sources == [(today, "marketplace"), (today - timedelta(days=1), "default")]


LEGACY = {
    "ComputationDate": "2026-11-21T22:59:59Z",
    "Description": "Taux d'acceptation",
    "Threshold": "97,5",
    "ThresholdType": "ThresholdMin",
    "ValueD30": None,
    "ValueD60": "98.25",
}


def test_the_legacy_spelling_numbers_as_text_and_nil_values_are_read(shop: Any, shop_reader: Any) -> None:
    assert read(shop_reader, shop, {"order_acceptation": LEGACY}) == "landed"
    assert rows(shop_reader, KEPT) == [
        ("order_acceptation", 30, None, 97.5, "min"),
        ("order_acceptation", 60, 98.25, 97.5, "min"),
    ]
    computed = "select distinct computed_at, label from core.marketplace_indicators"
    assert rows(shop_reader, computed) == [(datetime.fromisoformat("2026-11-21T22:59:59+00:00"), "Taux d'acceptation")]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ({}, []),
        ({"order_claims": None}, []),
        ({"order_claims": "none"}, []),
        ({"order_claims": {}}, [(30, None, None, None), (60, None, None, None)]),
        (
            {"order_claims": {"threshold_value": 1, "direction": "max", "value_d30": "much"}},
            [(30, None, 1.0, "max"), (60, None, 1.0, "max")],
        ),
    ],
)
def test_what_the_answer_does_not_tell_stays_null(
    shop: Any, shop_reader: Any, answer: dict[str, Any], kept: list[tuple[Any, ...]]
) -> None:
    assert read(shop_reader, shop, answer) == "landed"
    assert [row[1:] for row in rows(shop_reader, KEPT)] == kept


def test_each_computation_is_kept_once_and_a_corrected_one_replaced(shop: Any, shop_reader: Any, clock: Any) -> None:
    later = LEGACY | {"ComputationDate": "2026-11-22T22:59:59Z"}
    for answer in (LEGACY, LEGACY, later, later | {"ValueD60": 97}):
        clock.forward(hours=12)
        assert read(shop_reader, shop, {"order_acceptation": answer}) == "landed"
    history = (
        "select computed_at::date::varchar, value from core.marketplace_indicators where window_days = 60 order by 1"
    )
    assert rows(shop_reader, history) == [("2026-11-21", 98.25), ("2026-11-22", 97.0)]


def test_figures_without_a_date_count_as_new_only_when_they_differ(shop: Any, shop_reader: Any, clock: Any) -> None:
    undated = {"threshold": 96, "threshold_type": "ThresholdMin", "value_d30": 97, "value_d60": 97}
    for value in (97, 97, 95, 97):
        clock.forward(hours=12)
        assert read(shop_reader, shop, {"deadline_compliance": undated | {"value_d30": value}}) == "landed"
    history = "select value from core.marketplace_indicators where window_days = 30 order by computed_at"
    assert rows(shop_reader, history) == [(97.0,), (95.0,), (97.0,)]


def test_an_answer_that_is_no_object_fails_its_run_and_changes_nothing(shop: Any, shop_reader: Any) -> None:
    shop.other["/sellers/indicators"] = httpx.Response(200, json=[])
    assert run_resource(shop_reader, INDICATORS.name, partial(sync_document, INDICATORS)).state == "failed"
    assert rows(shop_reader, KEPT) == []
