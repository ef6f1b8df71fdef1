"""Answers of any size land in bounded memory: in parts, a giant set aside with its reason."""

import resource
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from etl.store.warehouse.landing import LARGEST_BATCH, _batched
from etl.store.warehouse.page_items import in_parts, wrapped
from etl.sync.engine.damage import LARGEST_RECORD, mended_record, without_damage


def order_of(lines: int, order_id: str = "A", line_id: str = "L{}") -> dict[str, Any]:
    line = {
        "status": "Accepted",
        "quantity": 1,
        "offer": {"sellerProductId": "SKU", "supplyMode": "Seller", "productTitle": 'A chair, [round] {oak}, \\ "new"'},
        "delivery": {"shippedAtMax": "2026-12-01T12:00:00Z"},
    }
    named = [{"orderLineId": line_id.format(number), **line} for number in range(lines)]
    dates = {"createdAt": "2026-11-20T08:00:00Z", "updatedAt": "2026-11-20T09:00:00Z"}
    return {"orderId": order_id, "status": "InPreparation", **dates, "lines": named}


@pytest.mark.parametrize(("line_id", "kept", "named"), [("L{}", 5_000, 0), ("same", 1, 100)])
def test_an_order_of_5_000_lines_lands_in_the_memory_of_its_lines_not_of_their_square(
    shelf: Any, line_id: str, kept: int, named: int
) -> None:
    body = wrapped([orjson.dumps(order_of(5_000, line_id=line_id))])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert shelf.land_pages([body]).record_count == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000  # kB; the square of it took 6 GB
    assert shelf.warehouse.value("select count(*) from core.order_lines") == kept
    assert shelf.warehouse.value("select len(damaged_fields) from core.orders") == named
    assert shelf.warehouse.value("select ship_by_at from core.orders") == datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_a_page_is_parted_between_its_records_and_loses_none() -> None:
    records = [orjson.dumps(order_of(lines, f"O{lines}")) for lines in range(1, 60)]
    page = b'{"itemsPerPage":59, "items" : [ ' + b" ,\n".join(records) + b' ], "more": []}'
    parts = in_parts(page, 20_000)
    assert len(parts) > 10
    assert max(map(len, parts)) < 20_000 + 100
    assert [one for part in parts for one in orjson.loads(part)["items"]] == orjson.loads(page)["items"]
    assert in_parts(page, len(page)) == [page]
    assert in_parts(b'{"items": [' + b"1" * 50, 10) == [b'{"items": [' + b"1" * 50]


def test_what_is_parsed_at_once_is_bounded_by_bytes_as_well_as_by_pages() -> None:
    small, large = b'{"items":[]}', wrapped([b'{"a":"' + b"x" * (LARGEST_BATCH // 2) + b'"}'] * 3)
    assert [len(batch) for batch in _batched([small] * 12)] == [5, 5, 2]
    assert [len(batch) for batch in _batched([small, large, small])] == [2, 1, 2]


def test_a_giant_among_orders_is_set_aside_by_its_id_and_the_others_land(shelf: Any) -> None:
    giant = orjson.dumps({**order_of(1, "GIANT"), "note": "x" * LARGEST_RECORD})
    page = without_damage(wrapped([orjson.dumps(order_of(2, "A")), giant, orjson.dumps(order_of(3, "B"))]), "orderId")
    assert page is not None
    landed = shelf.land_pages([page])
    assert (landed.record_count, landed.rejected_count) == (3, 1)
    assert shelf.warehouse.frame("select order_id from core.orders order by 1")["order_id"].to_list() == ["A", "B"]
    assert shelf.warehouse.frame("select key, reason from core.rejects").rows() == [("GIANT", "is larger than 3 MB")]
    assert mended_record(giant, "orderId") != giant
