"""No field the marketplace sends may break a page: each in turn is damaged, then all is read, published and opened."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from etl.domain.time.clock import system_clock
from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.store.ops.database import open_ops
from etl.store.places import Places
from etl.store.snapshots.snapshots import open_snapshot
from etl.store.warehouse.warehouse import open_warehouse
from etl.sync.documents.documents import CARRIERS, INDICATORS, SELLER, Document, sync_document
from etl.sync.engine.reader import Reader
from etl.sync.engine.runs import run_resource, sync_due
from etl.sync.registry import RESOURCES
from etl.worker.rounds import Rounds
from sandbox.server.server import running_sandbox
from tests.damaged import DAMAGES, DamagedMarket, damaged, each_damaged, fields_of, written

PAGES = [
    "pages/today/today.py",
    "pages/operations/orders.py",
    "pages/operations/shipping.py",
    "pages/operations/actions.py",
    "pages/operations/stock.py",
    "pages/analytics/service_levels.py",
    "pages/analytics/carriers.py",
    "pages/admin/automatic_acceptance.py",
    "pages/admin/sync.py",
]
DOCUMENTS = (SELLER, CARRIERS, INDICATORS)
READ = ("seller", "carriers", "orders", "offers", "indicators")
KINDS = list(DAMAGES)


def name_order(order: dict[str, Any], known_as: str) -> None:
    order["orderId"] = order["reference"] = known_as
    for number, line in enumerate(order["lines"]):
        line["orderLineId"] = f"{known_as}-{number}"


def name_offer(offer: dict[str, Any], known_as: str) -> None:
    offer["offerId"] = offer["sellerExternalReference"] = known_as


def samples(every: int = 1) -> DamagedMarket:
    """One shipped and one waiting order, an offer and the documents, as the sandbox gives them, the lists damaged."""
    market, now = DamagedMarket(), datetime.now(UTC)
    with (
        running_sandbox(orders=400, start=now - timedelta(hours=1), seed=5) as sandbox,
        client_of(sandbox.api_url, sandbox) as client,
    ):
        pages = [client.read("/orders", {"pageIndex": index, "pageSize": 100}).body for index in (1, 2, 3, 4)]
        offers = orjson.loads(client.read("/offers", {"limit": 10, "salesChannelId": "CDISFR"}).body)["items"]
        market.documents = {document.path: client.read(document.path).body for document in DOCUMENTS}
    orders = [order for page in pages for order in orjson.loads(page)["items"]]
    shipped = next(order for order in orders if order["status"] == "Shipped" and len(order["lines"]) == 1)
    waiting = next(order for order in orders if order["status"] == "WaitingAcceptance" and len(order["lines"]) == 1)
    shipped["statusEvents"] = [{"status": "Accepted", "occurredAt": shipped["createdAt"]}]
    market.by_id = each_damaged(shipped, name_order, every)
    market.by_id |= {f"W{known_as}": body for known_as, body in each_damaged(waiting, name_waiting, every).items()}
    market.undamaged = shipped, offers[0]
    offered = each_damaged(offers[0], name_offer, every)
    market.lists = {"/orders": list(market.by_id.values()), "/offers": list(offered.values())}
    return market


def name_waiting(order: dict[str, Any], known_as: str) -> None:
    name_order(order, f"W{known_as}")


def client_of(address: str, sandbox: Any = None, transport: Any = None) -> OctopiaClient:
    names = ("client_id", "seller_id", "client_secret")
    told = {name: getattr(sandbox, name) for name in names} if sandbox else dict.fromkeys(names, "1")
    account = Account(
        address,
        sandbox.auth_url if sandbox else address,
        told["client_id"],
        SecretStr(told["client_secret"]),
        told["seller_id"],
    )
    budget = CallBudget(1_000_000, system_clock)
    return OctopiaClient(account, clock=system_clock, budget=budget, transport=transport, retry_wait=0.0)


@contextmanager
def rounds_at(home: Path, market: DamagedMarket) -> Iterator[Rounds]:
    ops = open_ops(home / "ops.sqlite")
    with (
        open_warehouse(Places(home)) as warehouse,
        client_of("http://market.test", transport=httpx.MockTransport(market)) as client,
    ):
        yield Rounds(Reader(warehouse, client, system_clock), ops)
    ops.dispose()


def read_and_publish(home: Path, market: DamagedMarket) -> None:
    with rounds_at(home, market) as rounds:
        summary = sync_due(rounds.reader, [one for one in RESOURCES if one.name in READ])
        assert {name: outcome.state for name, outcome in summary.outcomes.items()} == dict.fromkeys(READ, "landed")
        rounds.publish()


@pytest.fixture(scope="module")
def market() -> DamagedMarket:
    return samples(every=7)


@pytest.fixture(scope="module")
def damaged_home(market: DamagedMarket, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which all of it was read and published."""
    home = tmp_path_factory.mktemp("damaged")
    read_and_publish(home, market)
    return home


@pytest.fixture
def shown(damaged_home: Path, empty_home: Any) -> Any:
    """The app on a copy of that home."""
    empty_home.ops.dispose()
    for name in ("snapshots", "current.json", "ops.sqlite"):
        source = damaged_home / name
        if source.is_dir():
            shutil.copytree(source, empty_home.home / name)
        else:
            shutil.copyfile(source, empty_home.home / name)
    empty_home.beat()
    return empty_home


def check_nothing_is_lost(market: DamagedMarket, home: Path) -> None:
    with open_snapshot(home).connect() as connection:
        landed = {row[0] for row in connection.sql("select order_id from orders").fetchall()}
        rejects = connection.sql("select resource, key, reason from rejects").fetchall()
    assert all(reason for _resource, _key, reason in rejects)
    missing = set(market.by_id) - landed - {key for resource, key, _reason in rejects if resource == "orders"}
    # of an order whose id was damaged only what stood there instead is known, or its reference
    assert {one for one in missing if b'"orderId":"%b"' % one.encode() in market.by_id[one]} == set()
    assert len(landed) > 0.8 * len(market.by_id)


def test_each_damaged_record_lands_or_is_set_aside_with_its_reason(market: DamagedMarket, damaged_home: Path) -> None:
    assert len(market.by_id) > 300
    check_nothing_is_lost(market, damaged_home)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_damaged_data(shown: Any, page: str) -> None:
    app = shown.open(page)
    assert not app.exception


def check_details(shown: Any, orders: list[str]) -> None:
    for order in orders:
        assert not shown.open("pages/operations/orders.py", order=order).exception, order


def test_the_detail_of_an_order_opens_whatever_one_of_its_fields_is(shown: Any, market: DamagedMarket) -> None:
    check_details(shown, list(market.by_id)[::67])


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_every_page_and_the_detail_of_every_order_opens_whatever_any_field_is(empty_home: Any) -> None:
    everything = samples()
    empty_home.ops.dispose()
    read_and_publish(empty_home.home, everything)
    empty_home.beat()
    check_nothing_is_lost(everything, empty_home.home)
    for page in PAGES:
        assert not empty_home.open(page).exception, page
    check_details(empty_home, list(everything.by_id))


def damaged_documents() -> Iterator[tuple[Document, bytes]]:
    whole = samples(every=10_000).documents
    for document in DOCUMENTS:
        told = orjson.loads(whole[document.path])
        told = told[:2] if isinstance(told, list) else told
        for field in fields_of(told):
            for damage in DAMAGES.values():
                yield document, written(damaged(told, field, damage))


@pytest.mark.parametrize("every", [37, pytest.param(1, marks=[pytest.mark.slow, pytest.mark.timeout(1_800)])])
def test_every_damaged_document_lands_or_is_refused_and_stops_no_other(tmp_path: Path, every: int) -> None:
    market = DamagedMarket()
    with rounds_at(tmp_path, market) as rounds, capture_logs():
        for document, body in list(damaged_documents())[::every]:
            market.documents[document.path] = body
            read = run_resource(rounds.reader, document.name, partial(sync_document, document))
            assert read.state in ("landed", "failed"), (body, read.error)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_page_opens_whatever_the_documents_hold(market: DamagedMarket, empty_home: Any, kind: str) -> None:
    """A document of which no part is left as it was; one that is no JSON any more does not land, and stops no other."""
    empty_home.ops.dispose()
    spoiled = DamagedMarket()
    spoiled.lists, spoiled.by_id = market.lists, market.by_id
    for path, body in market.documents.items():
        document = orjson.loads(body)
        for field in reversed(list(fields_of(document))):
            if len(field) > 1:
                document = damaged(document, field, DAMAGES[kind])
        spoiled.documents[path] = written(document)
    with rounds_at(empty_home.home, spoiled) as rounds, capture_logs():
        summary = sync_due(rounds.reader, [one for one in RESOURCES if one.name in READ])
        states = {name: outcome.state for name, outcome in summary.outcomes.items()}
        assert set(states) == set(READ)
        assert (states["orders"], states["offers"]) == ("landed", "landed")
        rounds.publish()
    for page in PAGES:
        assert not empty_home.open(page).exception, page
