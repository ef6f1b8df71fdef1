"""What nobody sees, given to a command, in a sheet or in a setting, is taken out or refused in a sentence."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl.actions.outbox.reading import list_actions
from etl.commands.cli import app
from etl.settings import Settings

HIDDEN = "\u200b\ufeff\u2060\u202e\u2066\u00ad\x1b\x7f"
GOOD = "XY123456785FR"


def spoiled(text):
    return f"{HIDDEN}{text[:1]}{HIDDEN}{text[1:]}{HIDDEN}"


def vigie(shop, *words, given=None, **settings):
    cleared = dict.fromkeys([name for name in os.environ if name.startswith("VIGIE_")])
    chosen = {"VIGIE_HOME": str(shop.home), "VIGIE_USER": "ana", "VIGIE_LANGUAGE": "en", **settings}
    done = CliRunner().invoke(app, list(words), input=given, env={**cleared, **chosen})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_what_is_asked_from_a_script_is_what_is_seen(shop):
    payload = json.dumps({"parcel_number": spoiled(GOOD), "carrier_name": spoiled("Chronopost")})
    done = vigie(shop, "actions", "add", "ship_order", "S1", "--json", payload, "--by", spoiled("Zoé"))
    assert done.exit_code == 0, done.stderr
    [row] = list_actions(shop.ops)
    assert (row.payload["parcel_number"], row.payload["carrier_name"], row.requested_by) == (GOOD, "Chronopost", "Zoé")


@pytest.mark.parametrize(("kind", "target"), [("approve_order", "A1"), ("update_offer", "SKU-LAMP")])
def test_a_target_is_refused_since_changed_it_would_name_something_else(shop, kind, target):
    done = vigie(shop, "actions", "add", kind, f"{target[:1]}\u200b{target[1:]}", "--json", '{"quantity": 1}')
    assert done.exit_code == 2
    assert done.stderr.strip()
    assert list_actions(shop.ops) == []


def test_a_sheet_ships_what_is_seen_in_it(shop):
    sheet = f"{spoiled('order')};{spoiled('tracking')};{spoiled('carrier')}\n{spoiled('S1')};{spoiled(GOOD)};"
    done = vigie(shop, "ship", "-", "--json", "--carrier", spoiled("Chronopost"), given=sheet)
    assert [row["verdict"] for row in json.loads(done.stdout)] == ["ready"], done.stdout
    [row] = list_actions(shop.ops)
    assert (row.target, row.payload["parcel_number"], row.payload["carrier_name"]) == ("S1", GOOD, "Chronopost")


def test_a_setting_is_what_is_seen_of_it(tmp_path: Path):
    given = Settings(
        home=tmp_path, seller_id=spoiled("98979"), client_secret=spoiled("secret"), sales_channels=spoiled("CDISFR"),
        api_url=spoiled("https://api.example/"), user=spoiled("Zoé"), _env_file=None,
    )  # fmt: skip
    assert (given.seller_id, given.client_secret.get_secret_value(), given.sales_channels) == (
        "98979",
        "secret",
        ["CDISFR"],
    )
    assert (given.api_url, given.user) == ("https://api.example", "Zoé")
