"""`vigie ship`: the verdicts of the page from a script, and what reaches the outbox."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl.actions.outbox.reading import list_actions
from etl.actions.states import State
from etl.commands.cli import app
from etl.store.ops.presence import Subject, note_presence
from tests.dashboard.parcel_sheets.test_page import two_sheets

GOOD, OTHER = "XY123456785FR", "XY123456799FR"
SHEET = f"order;tracking;carrier\nS1;{GOOD};chronopost\nS3;{OTHER};Chronopost\nD1;6A12345678901;Colissimo\n"


def vigie(shop, *arguments, given=None, **settings):
    cleared = dict.fromkeys([name for name in os.environ if name.startswith("VIGIE_")])
    chosen = {"VIGIE_HOME": str(shop.home), "VIGIE_USER": "ana", "VIGIE_UNDO_SECONDS": "30", "VIGIE_LANGUAGE": "en"}
    done = CliRunner().invoke(app, ["ship", *arguments], input=given, env={**cleared, **chosen, **settings})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def written(shop, content, name="parcels.csv"):
    path = shop.home / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def judged(done):
    return [(row["row"], row["order_id"], row["verdict"], row["reasons"]) for row in json.loads(done.stdout)]


def test_a_dry_run_says_what_would_become_of_each_row_and_asks_for_nothing(shop):
    text = f"{SHEET}A1;1;Colissimo\nS2;1;Pigeon\nX9;1;DPD\nS1;{GOOD};Chronopost\n"
    done = vigie(shop, written(shop, text), "--dry-run", "--json")
    assert judged(done) == [
        (2, "S1", "ready", []),
        (3, "S3", "ready", []),
        (4, "D1", "already_done", ["same_number"]),
        (5, "A1", "impossible", ["not_shippable"]),
        (6, "S2", "asks", ["carrier_unknown"]),
        (7, "X9", "impossible", ["order_unknown"]),
        (8, "S1", "already_done", ["duplicate_of"]),
    ]
    assert json.loads(done.stdout)[0] == {
        "row": 2,
        "order_id": "S1",
        "parcel_number": GOOD,
        "carrier_name": "Chronopost",
        "verdict": "ready",
        "reasons": [],
    }
    assert done.exit_code == 1
    assert list_actions(shop.ops) == []


def test_the_ready_ones_are_asked_for_under_one_batch_as_the_page_does(shop):
    done = vigie(shop, written(shop, SHEET), "--json")
    assert (done.exit_code, [verdict for _, _, verdict, _ in judged(done)]) == (0, ["ready", "ready", "already_done"])
    actions = {row.target: row for row in list_actions(shop.ops)}
    assert set(actions) == {"S1", "S3"}
    assert len({row.batch_id for row in actions.values()} - {None}) == 1
    assert {row.requested_by for row in actions.values()} == {"ana"}
    assert {row.not_before_at - row.requested_at for row in actions.values()} == {timedelta(seconds=30)}
    assert actions["S1"].payload["tracking_url"].endswith(GOOD)
    again = vigie(shop, written(shop, SHEET), "--json")
    assert [(verdict, reasons) for _, _, verdict, reasons in judged(again)] == [("already_done", ["same_number"])] * 3
    assert (again.exit_code, len(list_actions(shop.ops))) == (0, 2)


def test_a_row_that_asks_is_left_to_a_person(shop):
    cancelling = "update order_lines set status = 'CancelRequest' where order_id = 'S2' and order_line_id = 'L1'"
    shop.publish(2, extra_sql=cancelling)
    note_presence(shop.ops, "session of Bao", Subject("order", "S3"), "Bao", datetime.now(UTC))
    text = f"order;tracking;carrier\nS2;{GOOD};Chronopost\nS3;{OTHER};Chronopost\n"
    done = vigie(shop, written(shop, text), "--json")
    assert [(verdict, reasons) for _, _, verdict, reasons in judged(done)] == [
        ("asks", ["cancellation_requested"]),
        ("asks", ["open_elsewhere"]),
    ]
    assert (done.exit_code, list_actions(shop.ops)) == (1, [])
    mine = vigie(shop, written(shop, text), "--json", "--dry-run", VIGIE_USER="Bao")
    assert judged(mine)[1][2:] == ("ready", [])


def test_rows_without_a_carrier_take_the_one_given(shop):
    text = f"order;tracking\nS1;{GOOD}\n"
    assert judged(vigie(shop, written(shop, text), "--json", "--dry-run")) == [(2, "S1", "asks", ["carrier_missing"])]
    done = vigie(shop, written(shop, text), "--json", "--carrier", "chronopost")
    assert (judged(done), done.exit_code) == ([(2, "S1", "ready", [])], 0)
    assert [row.payload["carrier_name"] for row in list_actions(shop.ops)] == ["Chronopost"]
    assert {row.state for row in list_actions(shop.ops)} == {State.QUEUED}


def test_standard_input_is_read_for_a_dash(shop):
    assert [row[1] for row in judged(vigie(shop, "-", "--dry-run", "--json", given=SHEET))] == ["S1", "S3", "D1"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "2 colis prêts à expédier"), ("en", "2 parcels ready to ship"), ("zh", "2 个包裹可发货")],
)
def test_people_read_a_table_in_their_language(shop, language, words):
    done = vigie(shop, written(shop, SHEET), "--dry-run", VIGIE_LANGUAGE=language, COLUMNS="200")
    assert words in done.stdout
    assert "S1" in done.stdout
    assert done.exit_code == 0


def test_what_stands_in_a_sheet_is_no_markup_of_the_terminal(shop):
    done = vigie(shop, written(shop, "order;tracking;carrier\nS1;1;[/red][link=x]\n"), "--dry-run", COLUMNS="300")
    assert "[/red][link=x]" in done.stdout
    assert done.exit_code == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "There is nothing in it."),
        (b"%PDF-1.7", "This is a PDF, whatever its name says."),
        (b"PK\x03\x04 cut off", "The workbook is damaged or cut off."),
        (b"alone", "No column with tracking numbers was found."),
        (b"x" * 5_000_001, "The file is larger than 5 MB."),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_remedy(shop, content, why):
    path = written(shop, content)
    done = vigie(shop, path, "--json", COLUMNS="300")
    assert (done.exit_code, done.stdout) == (2, "")
    assert why in done.stderr
    assert "parcels.csv" in done.stderr or len(path) > 100


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("nowhere.csv", "There is no file nowhere.csv: check its name."),
        ("/", "/ cannot be read: check that it is a file"),
    ],
)
def test_a_file_that_is_not_there_is_named(shop, file, why):
    done = vigie(shop, file)
    assert done.exit_code == 2
    assert done.stderr.startswith(why)


def test_before_the_first_publish_it_says_what_to_start(shop):
    Path(shop.home / "current.json").unlink()
    done = vigie(shop, written(shop, SHEET))
    assert done.exit_code == 2
    assert "start the worker with `vigie worker`" in done.stderr


def test_a_script_says_which_column_and_which_sheet_are_meant(shop):
    two = written(shop, f"order;tracking;tracking number;carrier\nS1;A11111111;{GOOD};Chronopost\n")
    unclear = vigie(shop, two, "--dry-run")
    assert unclear.exit_code == 2
    assert "--column parcel_number=" in unclear.stderr
    for column in ("tracking number", "3"):
        assert judged(vigie(shop, two, "--dry-run", "--json", "--column", f"parcel_number={column}")) == [
            (2, "S1", "ready", [])
        ]
    book = written(shop, two_sheets(), "two.xlsx")
    several = vigie(shop, book, "--dry-run")
    assert (several.exit_code, "--sheet" in several.stderr) == (2, True)
    assert judged(vigie(shop, book, "--dry-run", "--json", "--sheet", "mardi")) == [(2, "S3", "ready", [])]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--sheet", "Jeudi"], "no sheet “Jeudi”"),
        (["--column", "parcel_number=Jeudi"], "no column “Jeudi”"),
        (["--column", "number=3"], "write FIELD=COLUMN"),
        (["--column", "parcel_number"], "write FIELD=COLUMN"),
    ],
)
def test_what_is_named_and_not_there_is_said_in_a_sentence(shop, options, said):
    done = vigie(shop, written(shop, SHEET), "--dry-run", *options)
    assert (done.exit_code, said in done.stderr) == (2, True)
