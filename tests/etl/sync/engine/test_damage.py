"""A damaged record never takes the rest of its page with it."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import orjson
import pytest

from etl.store.warehouse.runs import watermark
from etl.sync.engine.changes import sync_changed
from etl.sync.engine.damage import mended_record, without_damage
from etl.sync.engine.runs import run_resource
from etl.sync.engine.whole_lists import reread
from etl.sync.orders.collection import ORDERS

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAMAGES = {
    "half an emoji": b'"title":"\\ud83d caf\\u00e9"',
    "a raw control character": b'"title":"line\nbreak"',
    "an unknown escape": b'"title":"C:\\dir"',
    "not UTF-8": b'"title":"caf\xe9"',
    "a number that is none": b'"price":01',
    "a value that is missing": b'"price":',
}


def page_with(*records: bytes) -> bytes:
    return b'{"itemsPerPage":3,"items":[' + b",".join(records) + b'],"total":3}'


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_the_damaged_record_alone_is_replaced(damage):
    bad = b'{"orderId":"O2",' + damage + b',"lines":[{"a":[1,2]}]}'
    page = orjson.loads(without_damage(page_with(b'{"orderId":"O1"}', bad, b'{"orderId":"O3","t":"],{"}'), "orderId"))
    assert (page["itemsPerPage"], page["total"]) == (3, 3)
    assert [one.get("orderId") for one in page["items"]] == ["O1", None, "O3"]
    assert page["items"][1]["known_as"] == "O2"
    assert page["items"][1]["unreadable_record"].startswith("is not JSON (")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>down</html>",
        b'{"items":',
        b'{"items":[{"orderId":"O1"},{"orderId":"O2","title":"\\ud83d',
        b'{"items":[{"orderId":"O1"}]',
        b'{"items":[{"orderId":"O1"}],"next":\\x}',
        b'{"count":1}',
        b'{"items":[1 2]}',
    ],
)
def test_what_is_cut_off_or_damaged_elsewhere_is_not_mended(body):
    assert without_damage(body, "orderId") is None


def test_what_is_whole_stays_as_it_came():
    assert mended_record(b'{"orderId": "O1", "price": 49.90}', "orderId") == b'{"orderId": "O1", "price": 49.90}'


@pytest.fixture
def half_an_emoji(shop, shop_reader, monkeypatch):
    """Three orders, the second damaged."""
    for number in (1, 2, 3):
        shop.add(f"O{number}", AT.replace(minute=number))
    served = type(shop).__call__

    def answer(self, request: httpx.Request) -> httpx.Response:
        whole = served(self, request)
        return httpx.Response(
            whole.status_code, content=whole.content.replace(b'"orderId":"O2"', b'"orderId":"O2","title":"\\ud83d"')
        )

    monkeypatch.setattr(type(shop), "__call__", answer)
    return shop_reader


def test_the_others_land_the_damaged_one_is_rejected_by_its_id_and_the_watermark_moves(half_an_emoji):
    reader = half_an_emoji
    outcome = run_resource(reader, "orders", lambda *run: sync_changed(ORDERS, *run))
    assert (outcome.state, outcome.error) == ("landed", None)
    landed = reader.warehouse.frame("select order_id from core.orders order by 1")["order_id"].to_list()
    assert landed == ["O1", "O3"]
    rejected = reader.warehouse.frame("select key, reason from core.rejects").rows()
    assert rejected == [("O2", "is not JSON (no low surrogate in string)")]
    assert watermark(reader.warehouse, "orders") >= AT.replace(minute=3)


def test_a_damaged_record_that_is_asked_for_by_itself_stops_no_other(half_an_emoji):
    reader = half_an_emoji
    run_resource(reader, "open_orders", lambda reader, run: reread(ORDERS, reader, run, ["O1", "O2", "O3"]))
    assert reader.warehouse.value("select count(*) from core.orders") == 2
    assert reader.warehouse.value("select string_agg(key) from core.rejects") == "O2"


def test_a_record_that_is_whole_again_leaves_the_rejects(half_an_emoji, monkeypatch, shop):
    reader = half_an_emoji
    run_resource(reader, "orders", lambda *run: sync_changed(ORDERS, *run))
    monkeypatch.undo()
    run_resource(reader, "open_orders", lambda reader, run: reread(ORDERS, reader, run, ["O2"]))
    assert reader.warehouse.value("select count(*) from core.orders") == 3
    assert reader.warehouse.value("select count(*) from core.rejects") == 0
