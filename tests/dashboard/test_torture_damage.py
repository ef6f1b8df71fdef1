"""A hundred thousand damaged orders, in answers of which a tenth are damaged themselves, through sync and pages."""

from __future__ import annotations

import random
import warnings
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from etl.store.snapshots.snapshots import open_snapshot
from etl.sync.engine.runs import sync_due
from etl.sync.registry import RESOURCES
from tests.damaged import DamagedMarket, some_damaged
from tests.dashboard.test_damaged_data import (
    PAGES,
    READ,
    check_details,
    name_offer,
    name_order,
    rounds_at,
    samples,
)

ORDERS = 100_000
SEED = 20
MOST_RUNS = 2_000


class FailingMarket(DamagedMarket):
    """Of its answers a tenth are cut off, of another kind, refused or no JSON at all; asked again, it answers."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.draw = random.Random(seed)
        self.failed = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = super().__call__(request)
        if request.url.path.endswith("/token") or self.draw.random() >= 0.1:
            return answer
        self.failed += 1
        body = answer.content
        cut = self.draw.randrange(len(body) + 1)
        flipped = bytearray(body[:4_000])
        for _ in range(3):
            flipped[self.draw.randrange(len(flipped))] = self.draw.randrange(256)
        return self.draw.choice(
            [
                httpx.Response(200, content=body[:cut]),
                httpx.Response(200, content=bytes(flipped)),
                httpx.Response(200, content=b"<html>maintenance</html>"),
                httpx.Response(200, content=b""),
                httpx.Response(200, content=b"null"),
                httpx.Response(200, content=b'{"items": null}'),
                httpx.Response(200, content=b'{"items": {"a": 1}}'),
                httpx.Response(200, content=b"[" * 5_000),
                httpx.Response(200, content=body + b"trailing"),
                httpx.Response(200, content=body, headers={"Content-Encoding": "gzip"}),
                httpx.Response(500, content=b"\xff\xfe"),
                httpx.Response(502, content=b"<html>"),
                httpx.Response(400, content=b'{"errors": [1, {"a": []}], "title": 7}'),
                httpx.Response(429, headers={"Retry-After": "0"}),
                httpx.Response(302, headers={"Location": "http://elsewhere.test"}),
            ]
        )


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_a_hundred_thousand_damaged_orders_stop_nothing_and_none_is_lost(empty_home: Any) -> None:
    whole, market = samples(every=10_000), FailingMarket(SEED)
    sample, offer = whole.undamaged
    market.documents = whole.documents
    market.by_id = dict(some_damaged(sample, name_order, ORDERS, SEED))
    market.lists = {
        "/orders": list(market.by_id.values()),
        "/offers": [body for _known_as, body in some_damaged(offer, name_offer, 2_000, SEED)],
    }
    empty_home.ops.dispose()
    with rounds_at(empty_home.home, market) as rounds, capture_logs():
        left, states = set(READ), list[str]()
        for _ in range(MOST_RUNS):
            if not left:
                break
            summary = sync_due(rounds.reader, [one for one in RESOURCES if one.name in left])
            states += [outcome.state for outcome in summary.outcomes.values()]
            left -= {name for name, outcome in summary.outcomes.items() if outcome.state == "landed"}
        assert not left
        assert set(states) <= {"landed", "unfinished", "failed", "held_back"}
        rounds.publish()
    empty_home.beat()
    with open_snapshot(empty_home.home).connect() as connection:
        landed = {row[0] for row in connection.sql("select order_id from orders").fetchall()}
        rejects = connection.sql("select resource, key, reason from rejects").fetchall()
    assert all(reason for _resource, _key, reason in rejects)
    unaccounted = set(market.by_id) - landed - {key for resource, key, _reason in rejects if resource == "orders"}
    lost = [one for one in unaccounted if b'"orderId":"%b"' % one.encode() in market.by_id[one]]
    assert lost == []
    told = (
        f"{len(market.by_id)} orders, {market.failed} damaged answers: {len(landed)} landed, {len(rejects)} set aside"
    )
    warnings.warn(told, stacklevel=1)
    for page in PAGES:
        assert not empty_home.open(page).exception, page
    check_details(empty_home, list(market.by_id)[:: ORDERS // 200])
