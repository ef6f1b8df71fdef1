"""It lives: arrivals and transitions in virtual time, and the index that follows them."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.contract.choices import Choices
from sandbox.contract.errors import SandboxError
from sandbox.engine.clock import VirtualClock
from sandbox.orders.update_log import UpdateLog
from sandbox.server.server import RunningSandbox, running_sandbox

START = datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_time_stands_still_until_it_is_moved(sandbox: RunningSandbox) -> None:
    before = sandbox.truth()
    assert before["now"] == "2026-11-25T10:00:00Z"
    assert sandbox.truth() == before
    assert sandbox.advance(90) == "2026-11-25T10:01:30Z"


def test_new_orders_arrive_and_pass_their_checks(sandbox: RunningSandbox, api: httpx.Client) -> None:
    before = api.get("/orders/count").json()
    sandbox.advance(86_400)
    new = api.get("/orders", params={"createdAtMin": "2026-11-25T10:00:01Z", "pageSize": "100"}).json()["items"]
    assert api.get("/orders/count").json() == before + len(new)
    assert 8 <= len(new) <= 45
    assert {order["status"] for order in new} >= {"WaitingAcceptance", "InPreparation"}
    assert all("2026-11-25T10:00:00Z" < order["updatedAt"] <= "2026-11-26T10:00:00Z" for order in new)


def test_what_changed_is_found_by_its_update_window(sandbox: RunningSandbox, api: httpx.Client) -> None:
    before = {order["order_id"]: order for order in sandbox.true_orders()}
    sandbox.advance(6 * 3600)
    after = {order["order_id"]: order for order in sandbox.true_orders()}
    changed = {identifier for identifier, order in after.items() if before.get(identifier) != order}
    window = {"updatedAtMin": "2026-11-25T10:00:01Z", "pageSize": "100", "sort": "asc:updatedAt"}
    found = api.get("/orders", params=window).json()["items"]
    assert changed
    assert {order["orderId"] for order in found} == changed


def test_the_sellers_own_work_is_left_to_the_client(sandbox: RunningSandbox) -> None:
    def counts() -> tuple[int, int]:
        past = [order for order in sandbox.true_orders() if order["order_id"] in known]
        return sum(o["status"] == "Refused" for o in past), sum(o["status"] == "InPreparation" for o in past)

    known = {order["order_id"] for order in sandbox.true_orders()}
    refused, preparing = counts()
    sandbox.advance(10 * 86_400)
    assert counts()[0] == refused
    assert counts()[1] >= preparing * 0.7
    assert sandbox.ledger() == []


def test_a_speed_makes_time_run() -> None:
    with running_sandbox(orders=50, start=START, speed=3600.0) as sandbox:
        first = sandbox.now()
        time.sleep(0.05)
        assert sandbox.now() > first


def test_the_clock_cannot_go_back(sandbox: RunningSandbox) -> None:
    with pytest.raises(SandboxError, match="cannot go back"):
        sandbox.advance(-1)


def test_a_clock_multiplies_the_time_it_is_given() -> None:
    seconds = [100.0]
    clock = VirtualClock(START, 60.0, lambda: seconds[0])
    seconds[0] += 2
    assert clock.moment() == datetime(2026, 11, 25, 10, 2, tzinfo=UTC)
    clock.run_at(0)
    seconds[0] += 1000
    clock.advance(30)
    assert clock.moment() == datetime(2026, 11, 25, 10, 2, 30, tzinfo=UTC)


def test_changes_on_demand_move_exactly_so_many_orders(sandbox: RunningSandbox, api: httpx.Client) -> None:
    sandbox.advance(60)
    changed = sandbox.change(50)
    assert len(set(changed)) == 50
    window = {"updatedAtMin": "2026-11-25T10:01:00Z", "pageSize": "100"}
    found = {order["orderId"] for order in api.get("/orders", params=window).json()["items"]}
    assert found == set(changed)


def test_health_tells_time_seed_and_choices(sign_in: Callable[[RunningSandbox], httpx.Client]) -> None:
    with running_sandbox(orders=30, seed=9, start=START, choices=Choices(default_page_size=4)) as sandbox:
        body = httpx.get(sandbox.control_url + "/health").json()
        with sign_in(sandbox) as client:
            assert client.get("/orders").json()["itemsPerPage"] == 4
    assert (body["status"], body["now"], body["seed"], body["orders"]) == ("ok", "2026-11-25T10:00:00Z", 9, 30)
    assert body["choices"]["default_page_size"] == 4


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 35), st.booleans()), max_size=60),
    st.tuples(st.integers(-1, 130), st.integers(-1, 130)),
)
def test_the_update_log_agrees_with_sorting_everything(
    past: list[int], touches: list[tuple[int, bool]], bounds: tuple[int, int]
) -> None:
    updated = np.zeros(100, dtype=np.int64)
    updated[: len(past)] = past
    log, count, now = UpdateLog(updated[: len(past)]), len(past), 50
    for wanted_row, is_read in touches:
        now += 1
        row = min(wanted_row, count)
        count = max(count, row + 1)
        updated[row] = now
        log.touch(row)
        if is_read:
            log.rows()
    low, high = bounds
    wanted = sorted((row for row in range(count) if low <= updated[row] <= high), key=lambda row: updated[row])
    found = log.window(updated, low, high).tolist()
    assert [updated[row] for row in found] == [updated[row] for row in wanted]
    assert sorted(found) == sorted(wanted)
