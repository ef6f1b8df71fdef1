"""Automatic acceptance on the real path: sandbox, sync, marts, outbox, and back to the sandbox."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from etl.actions.kinds import KINDS, kind_named
from etl.actions.outbox.asking import enqueue, undo
from etl.actions.outbox.reading import list_actions
from etl.actions.sender.drain import Manners, drain
from etl.actions.sender.leases import worker_lease
from etl.actions.states import State
from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.preflight.orders.acceptance import REQUESTER
from etl.settings import Settings
from etl.store.ops.database import open_ops
from etl.store.orders.acceptance import DryRunSeen, switch_off, switch_on
from etl.store.places import Places
from etl.store.warehouse.warehouse import open_warehouse
from etl.sync.engine.reader import Reader, SyncPace
from etl.worker.acceptance import AutomaticAcceptance
from etl.worker.rounds import NOTHING_MOVED, Moved, Rounds
from etl.worker.worker import open_worker
from sandbox.server.server import RunningSandbox, running_sandbox

START = datetime.fromisoformat("2026-11-23T09:00:00+00:00")


def busy() -> AbstractContextManager[RunningSandbox]:
    """A marketplace with enough orders that some wait; each is like the other until something is sent to it."""
    return running_sandbox(orders=3_000, start=START, seed=5)


@pytest.fixture
def busy_sandbox() -> Iterator[RunningSandbox]:
    """One of the test's own, to send to."""
    with busy() as running:
        yield running


@pytest.fixture(scope="module")
def still_sandbox() -> Iterator[RunningSandbox]:
    """One for all tests that only read it."""
    with busy() as running:
        yield running


class Control:
    """A shop with everything the worker has, moved by hand."""

    def __init__(self, sandbox: RunningSandbox, clock: Any, home: Path) -> None:
        self.sandbox, self.clock, self.home = sandbox, clock, home
        self.warehouse = open_warehouse(Places(home))
        account = Account(
            **{name: getattr(sandbox, name) for name in ("api_url", "auth_url", "client_id", "seller_id")},
            client_secret=SecretStr(sandbox.client_secret),
        )
        self.client = OctopiaClient(
            account, clock=clock, budget=CallBudget(1_000_000, clock), timeout=httpx.Timeout(10), retry_wait=0.001
        )
        self.ops = open_ops(home / "ops.sqlite")
        self.rounds = Rounds(
            Reader(self.warehouse, self.client, clock, pace=SyncPace(history=timedelta(days=7))), self.ops
        )
        settings = Settings(home=home, undo_seconds=30, poll_seconds=15, _env_file=None)
        self.acceptance = AutomaticAcceptance(self.ops, self.warehouse, settings)

    def switch_on(self, most: Decimal | None = None) -> None:
        seen = DryRunSeen(self.clock(), most, 10, 9)
        switch_on(self.ops, most_value=most, dry_run=seen, by="ana", now=self.clock())

    def round(self, moved: Moved = NOTHING_MOVED) -> list[str]:
        assert self.rounds.run(moved).has_landed
        return self.acceptance.ask(self.clock())

    def send(self) -> None:
        with worker_lease(self.home / "worker.lock") as lease:
            drain(self.ops, self.client, self.clock, lease, kinds=KINDS, manners=Manners())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.warehouse.frame(sql).rows()

    def waiting(self) -> dict[str, str]:
        return {one["order_id"]: one["status"] for one in self.sandbox.true_orders("WaitingAcceptance")}

    def close(self) -> None:
        self.client.close()
        self.warehouse.close()
        self.ops.dispose()


@pytest.fixture(scope="module")
def home_after_a_round(still_sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A first round reads everything, which is dear; what it decides is the same each time."""
    now = datetime.fromisoformat(still_sandbox.now())
    made = Control(still_sandbox, lambda: now, tmp_path_factory.mktemp("after-a-round") / "home")
    assert made.round() == []
    made.close()
    return made.home


@pytest.fixture
def control(still_sandbox: RunningSandbox, home_after_a_round: Path, clock: Any, tmp_path: Path) -> Iterator[Control]:
    """The shop after its first round, for tests that send nothing."""
    clock.now = datetime.fromisoformat(still_sandbox.now())
    made = Control(still_sandbox, clock, Path(shutil.copytree(home_after_a_round, tmp_path / "home")))
    yield made
    made.close()
    assert still_sandbox.ledger() == []


@pytest.fixture
def sender(busy_sandbox: RunningSandbox, home_after_a_round: Path, clock: Any, tmp_path: Path) -> Iterator[Control]:
    """The same with a marketplace of its own."""
    clock.now = datetime.fromisoformat(busy_sandbox.now())
    made = Control(busy_sandbox, clock, Path(shutil.copytree(home_after_a_round, tmp_path / "home")))
    yield made
    made.close()


def test_nothing_is_asked_while_it_is_off(control: Control) -> None:
    assert control.round() == []
    assert control.waiting()
    assert list_actions(control.ops) == []


def test_covered_orders_are_accepted_and_the_others_left_and_nothing_is_oversold(sender: Control) -> None:
    sender.switch_on()
    before = set(sender.waiting())
    asked = sender.round()
    assert asked
    assert set(asked) <= before
    actions = list_actions(sender.ops)
    assert {(one.kind, one.requested_by, one.state) for one in actions} == {("approve_order", REQUESTER, State.QUEUED)}
    assert len({one.batch_id for one in actions}) == 1
    assert {one.not_before_at - one.requested_at for one in actions} == {timedelta(seconds=30)}
    short = sender.rows(
        "with taken as (select seller_product_id, sum(quantity) as units from marts.order_lines "
        f"where order_id in {(*asked, '')} or status in ('Accepted', 'InPreparation') group by 1) "
        "select seller_product_id from taken join marts.offers using (seller_product_id) "
        f"where units > stock_quantity and seller_product_id in (select seller_product_id from marts.order_lines "
        f"where order_id in {(*asked, '')})"
    )
    assert short == []
    assert sender.acceptance.ask(sender.clock()) == []
    sender.clock.forward(seconds=31)
    sender.send()
    assert {one.state for one in list_actions(sender.ops)} == {State.DONE}
    assert before - set(sender.waiting()) == set(asked)
    ledger = sender.sandbox.ledger(kind="approve_order") or sender.sandbox.ledger()
    assert sorted(entry["order_id"] for entry in ledger if entry["order_id"] in asked) == sorted(asked)


def test_what_a_person_has_undone_is_not_asked_for_again(sender: Control) -> None:
    sender.switch_on()
    [first, *others] = sender.round()
    [action] = [one for one in list_actions(sender.ops) if one.target == first]
    assert undo(sender.ops, action.action_id, by="bob", now=sender.clock())
    sender.clock.forward(seconds=31)
    sender.send()
    asked = sender.round(Moved(orders=frozenset(others)))
    assert first not in asked
    assert first in sender.waiting()


def test_an_order_somebody_is_deciding_on_is_left_to_them(control: Control) -> None:
    control.rounds.run()
    control.switch_on()
    candidates = control.acceptance.ask(control.clock())
    for one in list_actions(control.ops):
        undo(control.ops, one.action_id, by="bob", now=control.clock())
    assert control.acceptance.ask(control.clock()) == []
    assert len(list_actions(control.ops)) == len(candidates)


def test_a_refusal_under_way_keeps_its_order_out(control: Control) -> None:
    control.rounds.run()
    order = min(control.waiting())
    enqueue(
        control.ops,
        kind_named("refuse_order"),
        order,
        {},
        requested_by="bob",
        hold=timedelta(minutes=5),
        now=control.clock(),
    )
    control.switch_on()
    assert order not in control.acceptance.ask(control.clock())


def test_orders_worth_more_than_the_maximum_are_left_to_people(control: Control) -> None:
    control.switch_on(Decimal("50.00"))
    asked = control.round()
    values = control.rows(f"select max(total_selling_price) from marts.orders where order_id in {(*asked, '')}")
    assert asked
    assert values[0][0] <= Decimal("50.00")
    control.switch_on()
    more = control.acceptance.ask(control.clock())
    assert more


@pytest.mark.parametrize(("minutes", "resource"), [(3, "orders"), (16, "offers")])
def test_old_data_decides_nothing(control: Control, minutes: int, resource: str) -> None:
    control.switch_on()
    control.rounds.run()
    control.clock.forward(minutes=minutes)
    warehouse = control.warehouse
    others = "orders" if resource == "offers" else "offers"
    warehouse.run("update core.sync_runs set ended_at = ? where resource = ?", [control.clock(), others])
    assert control.acceptance.ask(control.clock()) == []
    warehouse.run("update core.sync_runs set ended_at = ? where resource = ?", [control.clock(), resource])
    assert control.acceptance.ask(control.clock())


def test_a_listing_being_set_to_nothing_is_not_promised_any_more(control: Control) -> None:
    control.rounds.run()
    control.switch_on()
    [(sku,)] = control.rows(
        "select any_value(seller_product_id) from marts.order_lines where status = 'WaitingAcceptance' "
        "and supply_mode = 'Seller' group by order_id limit 1"
    )
    enqueue(
        control.ops,
        kind_named("update_offer"),
        sku,
        {"quantity": 0},
        requested_by="bob",
        hold=timedelta(0),
        now=control.clock(),
    )
    asked = control.acceptance.ask(control.clock())
    needing = control.rows(f"select order_id from marts.order_lines where seller_product_id = '{sku}'")
    assert not {order for (order,) in needing} & set(asked)
    assert asked


def test_switched_off_again_it_asks_for_nothing_more(control: Control) -> None:
    control.switch_on()
    control.rounds.run()
    switch_off(control.ops, by="ana", now=control.clock())
    assert control.acceptance.ask(control.clock()) == []


def test_the_worker_accepts_after_its_round(busy_sandbox: RunningSandbox, tmp_path: Path) -> None:
    home = tmp_path / "worker"
    settings = Settings(
        home=home,
        api_url=busy_sandbox.api_url,
        auth_url=busy_sandbox.auth_url,
        client_id=busy_sandbox.client_id,
        client_secret=SecretStr(busy_sandbox.client_secret),
        seller_id=busy_sandbox.seller_id,
        calls_per_minute=1_000_000,
        history_days=7,
        undo_seconds=0,
        _env_file=None,
    )
    now = datetime.fromisoformat(busy_sandbox.now())

    def clock() -> datetime:
        return now

    before = {one["order_id"] for one in busy_sandbox.true_orders("WaitingAcceptance")}
    with open_worker(settings, clock) as worker:
        seen = DryRunSeen(now, None, 1, 1)
        switch_on(worker.ops, most_value=None, dry_run=seen, by="ana", now=now)
        assert worker.run_once().has_landed
        asked = {one.target for one in list_actions(worker.ops)}
        assert asked
        worker.run_once()
        assert {one.state for one in list_actions(worker.ops) if one.target in asked} == {State.DONE}
    after = {one["order_id"] for one in busy_sandbox.true_orders("WaitingAcceptance")}
    assert asked <= before - after
