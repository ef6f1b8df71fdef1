"""A real warehouse in a folder of its own, and orders as the marketplace writes them (octopia-api section 3.3)."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest

from etl.store.levels.thresholds import edited_thresholds
from etl.store.marts.build import build_marts
from etl.store.marts.gate import pass_gate
from etl.store.marts.plan import Build
from etl.store.ops.database import open_ops
from etl.store.orders.records import ORDERS
from etl.store.places import Places
from etl.store.registry import MARTS
from etl.store.snapshots.snapshots import Snapshot, publish_snapshot
from etl.store.warehouse.landing import Landed, land
from etl.store.warehouse.ops_mirror import mirrored_frames
from etl.store.warehouse.warehouse import Warehouse, open_warehouse

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def a_line(line_id: str = "L1", **changes: Any) -> dict[str, Any]:
    """A line of one lamp, going to Bordeaux."""
    return {
        "orderLineId": line_id,
        "status": "InPreparation",
        "quantity": 1,
        "totalPrice": {"offerPrice": 49.89, "sellingPrice": 49.89},
        "offerPrice": {
            "unitSalesPrice": 44.90,
            "shippingCost": 4.99,
            "commission": {"amountWithVat": 7.18, "amountWithoutVat": 5.98, "rate": 12.0},
            "taxes": [],
        },
        "sellingPrice": {"unitSalesPrice": 44.90, "shippingCost": 4.99, "taxes": []},
        "offer": {
            "id": "OF-1",
            "sellerProductId": "SKU-1",
            "supplyMode": "Seller",
            "productId": "AUC1",
            "productTitle": "Lampe",
            "productGtin": "3700000000012",
            "condition": "New",
        },
        "delivery": {
            "mode": "TrackedHomeDelivery",
            "promisedAtMin": "2026-11-26T00:00:00Z",
            "promisedAtMax": "2026-11-28T00:00:00Z",
            "shippedAtMax": "2026-11-24T22:59:59Z",
        },
        "shippingAddress": {
            "civility": "Mme",
            "firstName": "Camille",
            "lastName": "Durand",
            "addressLine1": "12 rue des Lilas",
            "postalCode": "33000",
            "city": "Bordeaux",
            "countryCode": "FR",
            "phone": "+33600000000",
            "email": "x@example.invalid",
        },
        "parcels": [],
        **changes,
    }


def an_order(order_id: str = "O1", **changes: Any) -> dict[str, Any]:
    """A Cdiscount order of one line, in preparation."""
    return {
        "orderId": order_id,
        "reference": f"R-{order_id}",
        "businessOrder": False,
        "salesChannel": {"id": "CDISFR", "name": "Cdiscount"},
        "seller": {"id": "98979"},
        "customer": {"reference": "C-1"},
        "purchasedAt": "2026-11-20T09:59:00Z",
        "createdAt": "2026-11-20T10:00:00Z",
        "updatedAt": "2026-11-21T10:00:00Z",
        "shippedAtMax": "2026-11-24T22:59:59Z",
        "status": "InPreparation",
        "payment": {"method": "Card"},
        "currencyCode": "EUR",
        "billingAddress": {"firstName": "Camille", "lastName": "Durand"},
        "totalPrice": {"offerPrice": 49.89, "sellingPrice": 49.89},
        "lines": [a_line()],
        "serviceFees": [],
        **changes,
    }


def a_page(*items: Any) -> bytes:
    """A P1 envelope."""
    return orjson.dumps({"itemsPerPage": len(items), "items": items})


class Shelf:
    """A warehouse, a clock that only the test moves, and the two steps that change it: landing and publishing."""

    def __init__(self, home: Path) -> None:
        self.places = Places(home)
        self.warehouse: Warehouse = open_warehouse(self.places)
        self.ops = open_ops(home / "ops.sqlite")
        self.now = MONDAY
        self.run_id = 0

    def land(self, *orders: Any) -> Landed:
        """Land one page, a minute after the last, as a run of its own."""
        return self.land_pages([a_page(*orders)])

    def land_pages(self, pages: Sequence[bytes]) -> Landed:
        self.run_id += 1
        self.now += timedelta(minutes=1)
        self.warehouse.run(
            "insert into core.sync_runs (run_id, resource, started_at, ended_at, state) "
            "values (?, 'orders', ?, ?, 'landed')",
            [self.run_id, self.now, self.now],
        )
        with self.warehouse.transaction():
            return land(self.warehouse, ORDERS, pages, run_id=self.run_id, fetched_at=self.now)

    def ops_frames(self) -> dict[str, pl.DataFrame]:
        return {
            **mirrored_frames(self.warehouse, self.ops),
            "edited_thresholds": edited_thresholds(self.ops),
        }

    def build(self) -> int:
        return build_marts(self.warehouse, MARTS, self.ops_frames(), self.now)

    def between_builds(self) -> Build:
        """What a step is given that counts marts as they stand."""
        return Build(self.warehouse, "marts", MARTS.families, {}, self.now, self.run_id, self.run_id, is_new=False)

    def publish(self) -> Snapshot:
        self.build()
        pass_gate(self.warehouse, self.now)
        return publish_snapshot(self.warehouse, self.now)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.warehouse.frame(sql).rows()

    def table(self, name: str) -> pl.DataFrame:
        """All rows of a table, in an order that only their contents decide."""
        return self.warehouse.frame(f"select * from {name} order by all")

    def close(self) -> None:
        self.warehouse.close()
        self.ops.dispose()


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose marts are made and hold nothing: making them is half of a first build."""
    home = tmp_path_factory.mktemp("empty") / "home"
    made = Shelf(home)
    made.build()
    made.close()
    return home


@pytest.fixture
def shelf(tmp_path: Path, empty_home: Path) -> Iterator[Shelf]:
    """A store that has been built before, as a worker's is at all times but its first."""
    opened = Shelf(Path(shutil.copytree(empty_home, tmp_path / "home")))
    yield opened
    opened.close()


@pytest.fixture
def new_shelf(tmp_path: Path) -> Iterator[Shelf]:
    """A store nothing was ever built in."""
    opened = Shelf(tmp_path / "new")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def order() -> Any:
    """Builds an order: `order("O1", status="Shipped")`."""
    return an_order


@pytest.fixture(scope="session")
def line() -> Any:
    """Builds a line: `line("L1", quantity=2)`."""
    return a_line


@pytest.fixture(scope="session")
def page() -> Any:
    """Builds a page of orders."""
    return a_page


@pytest.fixture(scope="session")
def shelf_at() -> Any:
    """Opens a warehouse in a folder; close it."""
    return Shelf
