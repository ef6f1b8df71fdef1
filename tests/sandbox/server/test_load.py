"""A million orders: start, memory and full pages a second on one core. Measured, so behind the slow marker."""

import http.client
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

import psutil
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ORDERS = 1_000_000
START = "2026-11-25T10:00:00Z"
SECONDS = 3.0


class Server:
    def __init__(self, process: subprocess.Popen[bytes], line: dict[str, str], started_in: float) -> None:
        self.process, self.line, self.started_in = process, line, started_in
        parts = urlsplit(line["api_url"])
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        form = {
            "grant_type": "client_credentials",
            "client_id": line["client_id"],
            "client_secret": line["client_secret"],
        }
        token = self.call("POST", "/auth/realms/maas/protocol/openid-connect/token", urlencode(form), {})
        self.headers = {
            "Authorization": f"Bearer {json.loads(token)['access_token']}",
            "SellerId": line["seller_id"],
        }

    def call(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> bytes:
        self.connection.request(method, path, body, self.headers if headers is None else headers)
        answer = self.connection.getresponse()
        content = answer.read()
        assert answer.status == 200, content[:200]
        return content

    def busy_seconds(self) -> float:
        """Processor time so far: a core's worth of it, whatever else the machine is doing."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def pages_per_core_second(self, next_query: Callable[[], dict[str, object]]) -> float:
        began, busy, pages = time.monotonic(), self.busy_seconds(), 0
        while time.monotonic() - began < SECONDS:
            content = self.call("GET", "/seller/v2/orders?" + urlencode(next_query()))
            assert content.startswith(b'{"itemsPerPage":100,')
            pages += 1
        return pages / (self.busy_seconds() - busy)

    @property
    def resident_bytes(self) -> int:
        return int(psutil.Process(self.process.pid).memory_info().rss)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    began = time.monotonic()
    command = [sys.executable, "-m", "sandbox", "--orders", str(ORDERS), "--start", START]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        line = json.loads(process.stdout.readline())
        started_in = time.monotonic() - began
        os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
        server = Server(process, line, started_in)
        yield server
        server.connection.close()
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str, float], None]:
    """Keeps a measured figure: in the report, and on the screen with -s."""

    def keep(name: str, value: float) -> None:
        record_property(name, round(value, 1))
        sys.stderr.write(f"{name}: {value:.1f}\n")

    return keep


def test_it_starts_in_15_seconds_within_1500_megabytes(server: Server, figure: Callable[[str, float], None]) -> None:
    figure("start, s", server.started_in)
    figure("resident, MB", server.resident_bytes / 1e6)
    assert server.started_in < 15
    assert server.resident_bytes < 1.5e9


def windows() -> Callable[[], dict[str, object]]:
    luck, start = random.Random(1), datetime.fromisoformat(START)

    def query() -> dict[str, object]:
        since = start - timedelta(days=luck.uniform(2, 60))
        until = since + timedelta(hours=luck.choice([3, 12, 24]))
        window = {"updatedAtMin": since.isoformat(), "updatedAtMax": until.isoformat()}
        return {**window, "sort": "asc:updatedAt", "pageSize": 100, "pageIndex": luck.randint(1, 2)}

    return query


def deep_pages(**filters: str) -> Callable[[], dict[str, object]]:
    luck = random.Random(2)
    return lambda: {**filters, "pageSize": 100, "pageIndex": luck.randint(1, 6_000)}


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("update windows", windows()),
        ("deep pages", deep_pages()),
        ("deep pages by update", deep_pages(sort="updatedAt", desc="true")),
        ("deep pages of statuses", deep_pages(status="Delivered,Shipped", salesChannelId="CDISFR")),
    ],
)
def test_it_serves_150_full_pages_a_second_on_one_core(
    server: Server, figure: Callable[[str, float], None], name: str, queries: Callable[[], dict[str, object]]
) -> None:
    for _ in range(20):
        server.call("GET", "/seller/v2/orders?" + urlencode(queries()))
    rate = max(server.pages_per_core_second(queries) for _ in range(3))  # the least disturbed of three
    figure(f"{name}, pages/s", rate)
    assert rate >= 150
    assert server.resident_bytes < 1.5e9


def test_the_truth_of_a_million_orders_can_be_streamed_within_a_minute(
    server: Server, figure: Callable[[str, float], None]
) -> None:
    began = time.monotonic()
    lines = server.call("GET", "/_sandbox/truth/orders").count(b"\n")
    figure("truth of a million orders, s", time.monotonic() - began)
    assert lines >= ORDERS
    assert time.monotonic() - began < 60
