"""`vigie actions add|list|undo`, as a script sees them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from etl.actions.outbox.reading import list_actions
from etl.actions.states import State, Step, take_step
from etl.commands.actions import actions_app
from etl.domain.time.clock import system_clock
from etl.store.ops.database import open_ops, writing

Vigie = Callable[..., Result]


@pytest.fixture
def vigie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vigie]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path))
    monkeypatch.setenv("VIGIE_OPS_URL", "")
    monkeypatch.setenv("VIGIE_UNDO_SECONDS", "30")
    runner = CliRunner()
    return lambda *words: runner.invoke(actions_app, list(words))


def listed(vigie: Vigie, *words: str) -> list[dict[str, Any]]:
    shown = vigie("list", "--json", *words)
    assert shown.exit_code == 0
    actions: list[dict[str, Any]] = json.loads(shown.stdout)
    return actions


def test_add_prints_the_id_and_list_shows_what_was_asked(vigie: Vigie) -> None:
    payload = '{"parcel_number": "6A12345678901", "carrier_name": "Colissimo"}'
    added = vigie("add", "ship_order", "O1", "--json", payload, "--by", "ana")
    assert added.exit_code == 0
    [one] = listed(vigie)
    assert one["id"] == added.stdout.strip()
    assert (one["kind"], one["target"], one["state"], one["requested_by"]) == ("ship_order", "O1", "queued", "ana")
    assert one["payload"]["parcel_number"] == "6A12345678901"
    assert (one["settled_at"], one["result"], one["attempt_count"]) == (None, None, 0)
    held = [one["not_before_at"], one["requested_at"]]
    assert held[0][17:19] != held[1][17:19]


def test_add_asks_for_another_quantity_and_price_of_a_listing(vigie: Vigie) -> None:
    added = vigie("add", "update_offer", " SKU 1 ", "--json", '{"quantity": 0, "price": 19.9}', "--by", "ana")
    assert added.exit_code == 0
    [one] = listed(vigie)
    assert one["id"] == added.stdout.strip()
    assert (one["kind"], one["target"], one["state"], one["requested_by"]) == ("update_offer", "SKU 1", "queued", "ana")
    assert one["payload"] == {"quantity": 0, "price": "19.90", "sales_channel_id": "CDISFR"}
    same = vigie("add", "update_offer", "SKU 1", "--json", '{"price": "19.90", "quantity": 0}')
    assert (same.exit_code, same.stdout) == (0, added.stdout)
    other = vigie("add", "update_offer", "SKU 1", "--json", '{"quantity": 0}')
    assert (other.exit_code, other.stdout) == (2, "")
    assert "update_offer is already queued for it" in other.stderr


def test_now_leaves_no_time_to_undo(vigie: Vigie) -> None:
    vigie("add", "approve_order", "O1", "--now")
    [one] = listed(vigie)
    assert one["not_before_at"] == one["requested_at"]


def test_the_same_thing_added_twice_is_one_action_and_says_so(vigie: Vigie) -> None:
    first, second = vigie("add", "approve_order", "O1"), vigie("add", "approve_order", "O1")
    assert second.exit_code == 0
    assert second.stdout == first.stdout
    assert "Already under way" in second.stderr
    assert len(listed(vigie)) == 1


def test_the_opposite_of_what_is_under_way_is_refused(vigie: Vigie) -> None:
    vigie("add", "approve_order", "O1")
    refused = vigie("add", "refuse_order", "O1")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "approve_order is already queued for it" in refused.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["add", "approve", "O1"], "Known kinds: approve_order, refuse_order, ship_order, update_offer"),
        (["add", "ship_order", "O1", "--json", "{no"], "--json is not JSON"),
        (["add", "ship_order", "O1", "--json", "[]"], "--json must be an object"),
        (["add", "ship_order", "O1", "--json", '{"parcel_number": "a b", "carrier_name": "UPS"}'], "'a b' cannot be"),
        (["add", "update_offer", "SKU"], 'update_offer takes {"quantity"} or {"price"} or both'),
        (["add", "update_offer", "SKU", "--json", '{"quantity": -1}'], "Give a whole number of units from 0"),
        (["add", "update_offer", "SKU", "--json", '{"price": 0.001}'], "Give a price above 0"),
        (["add", "update_offer", "SKU,2", "--json", '{"quantity": 1}'], "Give your own SKU of the listing"),
        (["undo", "nope"], "There is no action 'nope'"),
    ],
)
def test_a_mistake_is_one_clear_line_and_exit_status_2(vigie: Vigie, words: list[str], message: str) -> None:
    outcome = vigie(*words)
    assert outcome.exit_code == 2
    assert message in outcome.stderr
    assert "Traceback" not in outcome.output
    assert len(outcome.stderr.strip().splitlines()) == 1


def test_undo_takes_back_in_time_and_exits_1_when_it_is_too_late(vigie: Vigie, tmp_path: Path) -> None:
    action_id = vigie("add", "approve_order", "O1").stdout.strip()
    assert vigie("undo", action_id).exit_code == 0
    assert [one["state"] for one in listed(vigie)] == ["undone"]
    late = vigie("undo", action_id)
    assert late.exit_code == 1
    assert f"Too late: action {action_id} is undone" in late.stderr


def test_list_can_be_narrowed_and_shown_as_a_table(vigie: Vigie, tmp_path: Path) -> None:
    for order in ("O1", "O2", "O3"):
        vigie("add", "approve_order", order)
    ops = open_ops(tmp_path / "ops.sqlite")
    [first] = [one for one in list_actions(ops) if one.target == "O1"]
    with writing(ops) as connection:
        take_step(connection, Step(first.action_id, State.QUEUED, State.SENDING, system_clock(), "test"))
    ops.dispose()
    assert [one["target"] for one in listed(vigie, "--state", "sending")] == ["O1"]
    assert {one["target"] for one in listed(vigie, "--target", "O2", "--target", "O3")} == {"O2", "O3"}
    assert len(listed(vigie, "--limit", "2")) == 2
    table = vigie("list")
    assert table.exit_code == 0
    assert "O3" in table.stdout


def test_an_unusable_store_or_setting_is_one_clear_line(vigie: Vigie, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_OPS_URL", "postgresql+nosuch://vigie:s3cret@db/ops")
    outcome = vigie("list")
    assert outcome.exit_code == 2
    assert "cannot be opened" in outcome.stderr
    assert "s3cret" not in outcome.output
    monkeypatch.setenv("VIGIE_UNDO_SECONDS", "soon")
    assert "VIGIE_UNDO_SECONDS" in vigie("list").stderr
