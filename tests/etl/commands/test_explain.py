"""`vigie explain`: a verdict, or one sentence and exit 2."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from etl.commands.cli import app

ORDER: dict[str, Any] = {
    "orderId": "O1",
    "createdAt": "2026-11-30T09:00:00Z",
    "updatedAt": "2026-11-30T10:00:00Z",
    "shippedAtMax": "2026-12-02",
    "status": "InPreparation",
    "salesChannel": {"id": "CDISFR"},
    "lines": [{"orderLineId": "L1", "status": "InPreparation", "quantity": 1}],
}
THREAD: dict[str, Any] = {
    "discussionId": "D1",
    "isOpen": True,
    "status": "ToTreat",
    "graduation": "Discussion",
    "salesChannel": "CDISFR",
    "createdAt": "2026-12-01T08:00:00Z",
    "updatedAt": "2026-12-01T08:00:00Z",
    "messages": [
        {
            "messageId": "M1",
            "createdAt": "2026-12-01T08:00:00Z",
            "body": "rien \x1b[31mreçu",
            "sender": {"userType": "Customer"},
        }
    ],
}
NOW = "2026-12-01T10:00:00+01:00"


def explain(*arguments: str, typed: bytes = b"", of: str = "order", **settings: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["explain", of, *arguments], input=typed, env=settings)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def test_an_order_from_standard_input_is_explained_for_programs_without_any_other_setting() -> None:
    broken = {"VIGIE_API_URL": "nowhere", "VIGIE_HOME": "/nowhere"}
    code, out, _ = explain("--file", "-", "--now", NOW, "--json", typed=orjson.dumps(ORDER), **broken)
    shown = orjson.loads(out)
    assert (code, shown["order_id"], shown["obligations"][0]["due_at"]) == (0, "O1", "2026-12-02T23:00:00Z")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Rule: end of the ship-by day (shippedAtMax names a day: late from the midnight after it)"),
        ("fr", "Échéance : 3 déc. 2026, 00:00"),
        ("zh", "最迟发货日当天结束"),
    ],
)
def test_a_file_is_explained_to_people_in_their_language(tmp_path: Path, language: str, words: str) -> None:
    file = tmp_path / "order.json"
    file.write_bytes(orjson.dumps(ORDER))
    code, out, _ = explain("--file", str(file), "--now", NOW, VIGIE_LANGUAGE=language)
    assert code == 0
    assert words in out.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--file", "-", "--now", "2026-12-01T09:00:00"),
        ("--file", "-", "--now", "2026-11-01T09:00:00Z"),
        ("--file", "/nowhere/order.json"),
        ("O1", "--file", "-"),
        (),
    ],
)
def test_what_cannot_be_explained_is_one_sentence_and_exit_2(arguments: tuple[str, ...]) -> None:
    code, out, err = explain(*arguments, typed=orjson.dumps(ORDER))
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_return_is_explained_from_a_file_and_by_its_id_not_yet() -> None:
    given = b'{"kind": "non_delivery", "contract_ended_on": "2026-11-01", "price": 10, "delivery_cost": 0}'
    code, out, _ = explain("--file", "-", "--now", NOW, "--json", typed=given, of="return", VIGIE_HOME="/nowhere")
    assert (code, orjson.loads(out)["state"], orjson.loads(out)["exposure"]) == (0, "overdue", "2.00")
    code, out, err = explain("R1", of="return", VIGIE_HOME="/nowhere")
    assert (code, out) == (2, "")
    assert err == "No returns are kept in the store yet: give what is known of one with --file.\n"
    code, out, err = explain("--file", "-", typed=b"{", of="return")
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_parcel_is_explained_from_what_its_carriers_answered_and_by_its_number_not_yet() -> None:
    shipment = {
        "idShip": "6A11111111111",
        "event": [{"code": "PC1", "date": "2026-11-25T17:30:00+01:00", "label": "Pris en charge"}],
    }
    answer = {"source": "laposte", "http_status": 200, "body": {"returnCode": 200, "shipment": shipment}}
    parcel = {"parcel_number": "6A11111111111", "carrier_name": "Colissimo", "ordered_at": "2026-11-24T09:00:00Z"}
    typed = orjson.dumps({"parcel": parcel, "answers": [{**answer, "read_at": "2026-11-30T09:00:00Z"}]})
    code, out, _ = explain("--file", "-", "--now", NOW, "--json", typed=typed, of="parcel", VIGIE_HOME="/nowhere")
    shown = orjson.loads(out)
    assert (code, shown["stage"], shown["first_scan_at"]) == (0, "in_transit", "2026-11-25T16:30:00Z")
    for language, words in (
        ("en", "Delay: without news"),
        ("fr", "Colis 6A11111111111 (Colissimo) : En transit"),
        ("zh", "延误：无更新"),
    ):
        code, out, _ = explain("--file", "-", "--now", NOW, typed=typed, of="parcel", VIGIE_LANGUAGE=language)
        assert (code, words in out.replace("\u00a0", " ")) == (0, True)
    code, out, err = explain("6A11111111111", of="parcel", VIGIE_HOME="/nowhere")
    assert (code, out, err) == (
        2,
        "",
        "No parcels are kept in the store yet: give what is known of one with --file.\n",
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Language: French, assumed", "Owed: Answer the message", "Customer: rien [31mreçu"]),
        ("fr", ["Langue : français, par défaut", "À faire : Répondre au message", "Client : rien [31mreçu"]),
        ("zh", ["法语（默认）", "回复消息", "买家：rien [31mreçu"]),
    ],
)
def test_a_thread_is_explained_to_people_in_their_language_and_obeys_no_sign_in_it(
    language: str, words: list[str]
) -> None:
    code, out, _ = explain(
        "--file", "-", "--now", NOW, typed=orjson.dumps(THREAD), of="thread", VIGIE_LANGUAGE=language, VIGIE_HOME="/no"
    )
    shown = out.replace("\u00a0", " ")
    assert (code, [word for word in words if word not in shown], "\x1b" in out) == (0, [], False)


def test_a_thread_is_explained_for_programs_and_by_its_id_not_yet() -> None:
    code, out, _ = explain("--file", "-", "--now", NOW, "--json", typed=orjson.dumps(THREAD), of="thread")
    assert (code, orjson.loads(out)["due_at"]) == (0, "2026-12-03T08:00:00Z")
    code, out, err = explain("D1", of="thread", VIGIE_HOME="/nowhere")
    assert (code, out) == (2, "")
    assert err == "No threads are kept in the store yet: give what is known of one with --file.\n"


def test_the_help_says_what_is_explained_from_a_file_only() -> None:
    words = CliRunner().invoke(app, ["explain", "--help"]).stdout
    assert "Parcels, threads and returns so far from a file only" in " ".join(words.replace("│", " ").split())
