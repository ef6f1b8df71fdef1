"""Ten thousand inputs at all doors, drawn by a seed: none ends in a traceback, none has an effect it should not."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import orjson
import pytest
from pydantic import SecretStr
from sqlalchemy import Engine
from structlog.testing import capture_logs
from typer.testing import CliRunner

from etl.actions.errors import ActionError
from etl.actions.kinds import KINDS
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.reading import Wanted, list_actions
from etl.commands.cli import app as command_line
from etl.domain.characters import visible_values
from etl.domain.errors import UnreadableSheet
from etl.domain.time.clock import system_clock
from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.octopia.errors import OctopiaError
from etl.preflight.parcels.rows import parcel_sheet
from etl.preflight.parcels.workbook_sheets import file_sheet
from etl.preflight.sheets.text import rows_of_text
from etl.store.errors import StoreError
from etl.store.ops.errors import OpsError
from etl.store.places import Places
from etl.store.snapshots.query import print_answer
from tests.dashboard.test_damaged_data import PAGES
from tests.etl.preflight.parcels.generated_sheets import generated
from tests.etl.preflight.sheets.workbook_files import packed_workbook, words

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3_600)]

BITS: Final = (
    *(
        "",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\x00",
        "\x1b[31m",
        "\u200b",
        "\u202e",
        "\ufeff",
        "é",
        "订单",
        "🪑",
        "\ud83d",
        "\\ud83d",
    ),
    *(
        "[/x]",
        "[bold]",
        "**a**",
        "$x$",
        "`{x}`",
        "{0}",
        "%s",
        "%(a)s",
        "<script>",
        "';--",
        '"',
        "'",
        "\\",
        "/",
        "../../x",
    ),
    *(
        "0",
        "-1",
        "1e309",
        "NaN",
        "inf",
        "1" * 5_000,
        "9999-12-31",
        "0001-01-01T00:00:00Z",
        "2026-02-30",
        "٣",
        "1_000",
        "²",
    ),
    *(
        "S1",
        "A1",
        "D1",
        "6A12345678901",
        "AB123456785FR",
        "Colissimo",
        "=1+1",
        "@x",
        "#N/A",
        "null",
        "None",
        "true",
        "[]",
    ),
    *("{}", "[" * 300, '{"a":', "order;tracking;carrier", "-", "--", "--help", "--json", "a" * 20_000),
)


def garbage(draw: random.Random) -> str:
    return "".join(draw.choices(BITS, k=draw.choice((1, 1, 1, 2, 3, 6))))


def spoiled(draw: random.Random, content: bytes) -> bytes:
    """A few bytes changed, cut out, doubled or put in."""
    made = bytearray(content)
    for _ in range(draw.choice((1, 2, 5, 20))):
        at = draw.randrange(len(made) + 1)
        match draw.randrange(5):
            case 0:
                made[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                del made[at : at + draw.randrange(40)]
            case 2:
                made[at:at] = made[at : at + draw.randrange(200)]
            case 3:
                made[at:at] = garbage(draw).encode("utf-8", "surrogatepass")[:500]
            case _:
                del made[at:]
    return bytes(made)


@pytest.fixture
def draw(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(request.node.name)


def asked(ops: Engine) -> int:
    return len(list_actions(ops, Wanted()))


def files_of(home: Path) -> dict[str, bytes | int]:
    """What stands under home; of large files the size."""
    return {
        str(file): file.read_bytes() if file.stat().st_size < 10_000 else file.stat().st_size
        for file in sorted(home.rglob("*"))
        if file.is_file() and "ops.sqlite" not in file.name
    }


def test_sheets_and_pastes(draw: random.Random) -> None:
    carriers = ["Colissimo", "Chronopost", "DPD"]
    for seed in range(3_000):
        content = spoiled(draw, generated(seed % 150).content)
        with contextlib.suppress(UnreadableSheet):
            if seed % 2:
                parcel_sheet(rows_of_text(content.decode("utf-8", "replace")), carriers)
            elif not content.startswith(b"PK"):
                file_sheet(content, carriers)


def test_workbooks(draw: random.Random) -> None:
    rows = [words("A", number, f"S{number}") + words("B", number, f"6A1234567890{number}") for number in range(1, 9)]
    whole = packed_workbook({"S": rows})
    for _ in range(100):
        with contextlib.suppress(UnreadableSheet):
            file_sheet(spoiled(draw, whole), ["Colissimo"])


def some_value(draw: random.Random) -> Any:
    kinds: list[Callable[[], Any]] = [
        lambda: garbage(draw),
        lambda: draw.choice([None, True, -1, 0, 2**70, 1e300, float("nan"), float("inf"), [], {}, [None], {"a": [{}]}]),
        lambda: [garbage(draw), 1, None],
    ]
    return draw.choice(kinds)()


FIELDS: Final = (
    *("parcel_number", "carrier_name", "tracking_url", "order_line_ids", "item_ids", "handed_over_at", "quantity"),
    *("price", "once_key", "reason", "zz"),
)


def test_what_is_asked_of_the_outbox(shop: Any, draw: random.Random) -> None:
    good = {"parcel_number": "AB123456785FR", "carrier_name": "Chronopost", "quantity": 3, "price": "4.20"}
    accepted = 0
    for _ in range(2_500):
        payload = {name: good.get(name, "x") for name in draw.sample(FIELDS[:2] + FIELDS[6:8], draw.randrange(4))}
        payload |= {name: some_value(draw) for name in draw.sample(FIELDS, draw.randrange(3))}
        kind = draw.choice(list(KINDS.values()))
        target = draw.choice(["S1", "A1", garbage(draw)])
        with contextlib.suppress(ActionError, OpsError):
            enqueue(shop.ops, kind, target, payload, requested_by="ana", hold=timedelta(hours=1), now=system_clock())
            accepted += 1
    rows = list_actions(shop.ops, Wanted())
    assert 0 < len(rows) <= accepted
    for row in rows:
        assert row.payload == visible_values(row.payload)
        assert row.payload == KINDS[row.kind].checked_payload(row.payload)


def test_addresses(shop: Any, draw: random.Random) -> None:
    names = (
        "order",
        "action",
        "batch",
        "listing",
        "view",
        "urgency",
        "status",
        "channel",
        "q",
        "page",
        "sort",
        "metric",
    )
    before = asked(shop.ops)
    for number in range(250):
        app = shop.open(
            PAGES[number % len(PAGES)],
            draw.choice(["en", "fr", "zh", "xx", "\x00"]),
            **{
                name: garbage(draw)[:2_000].replace("\ud83d", "")
                for name in draw.sample((*names, "member", "window"), 3)
            },
        )
        assert not app.exception
    assert asked(shop.ops) == before


def test_forms(shop: Any, draw: random.Random) -> None:
    """Every text field of an order to be shipped, and the paste of parcels; nothing is pressed."""
    before = asked(shop.ops)
    for number in range(60):
        page, params = (
            ("pages/operations/orders.py", {"order": "S1"}) if number % 2 else ("pages/operations/shipping.py", {})
        )
        app = shop.open(page, **params)
        for field in (*app.text_input, *app.text_area, *app.number_input):
            typed = garbage(draw).replace("\ud83d", "")[:5_000]
            with contextlib.suppress(ValueError):  # a number field takes numbers
                field.set_value(draw.choice([0.0, -1.0, 1e300]) if field in app.number_input else typed)
        assert not app.run().exception
    assert asked(shop.ops) == before


STATEMENTS: Final = (
    *(
        "select {}",
        "select * from orders where order_id = '{}'",
        "copy orders to '{}'",
        "attach '{}'",
        "{}",
        "with {} select 1",
    ),
    *(
        "select * from read_text('{}')",
        "insert into orders values ({})",
        "drop table {}",
        "pragma {}",
        "set {} = 1",
        "load {}",
    ),
    *(
        "select 1; {}",
        "explain {}",
        "select * from '{}'",
        "create table x as {}",
        "export database '{}'",
        "call {}",
        "update {}",
    ),
    *("select getenv('{}')", "install {}", "detach {}", "use {}", "checkpoint", "vacuum", "select repeat('{}', 1000)"),
)
NOUNS: Final = (
    *(
        "orders",
        "current.json",
        "ops.sqlite",
        "/etc/passwd",
        "written-by-a-query.csv",
        "httpfs",
        "memory_limit",
        "1/0",
        "HOME",
    ),
    *("private.addresses", "duckdb_settings()", "random()", "range(10)", "'a' || null", "cast('x' as int)", "*"),
)


def test_queries(shop: Any, draw: random.Random) -> None:
    places = Places(shop.home)
    places.analytics.parent.mkdir(exist_ok=True)
    places.analytics.write_bytes((shop.home / "snapshots" / "000001.duckdb").read_bytes())
    before, outside = files_of(shop.home), Path("written-by-a-query.csv")
    for _ in range(1_200):
        query = draw.choice(STATEMENTS).format(draw.choice((*NOUNS, garbage(draw)[:3_000])), "", "")
        with contextlib.suppress(StoreError), contextlib.redirect_stdout(io.StringIO()) as said:
            print_answer(places, query, 5)
        assert "root:x:0" not in said.getvalue()
    assert files_of(shop.home) == before
    assert not outside.exists()


def argument(draw: random.Random, folder: Path) -> str:
    file = folder / "given"
    file.write_bytes(
        spoiled(draw, generated(draw.randrange(150)).content)
        if draw.random() < 0.5
        else spoiled(draw, b'{"orderId": "A", "lines": [{}], "status": "Shipped"}')
    )
    return draw.choice(
        [
            garbage(draw).replace("\x00", "").replace("\ud83d", "")[:9_000] or "x",
            str(file),
            "S1",
            "A1",
            "approve_order",
            "ship_order",
            "update_offer",
            '{"parcel_number": "AB123456785FR", "carrier_name": "Chronopost"}',
        ]
    )


COMMANDS: Final = (
    ["actions", "add"],
    ["actions", "list"],
    ["actions", "undo"],
    ["ship"],
    ["explain", "order"],
    ["explain", "parcel"],
    ["explain", "return"],
    ["sql"],
    ["rejects"],
    ["backfill", "--since"],
)
OPTIONS: Final = (
    "--json",
    "--dry-run",
    "--by",
    "--carrier",
    "--file",
    "--now",
    "--state",
    "--until",
    "--column",
    "--sheet",
    "--reason",
)


def test_command_lines(shop: Any, draw: random.Random, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder, before = tmp_path_factory.mktemp("given"), files_of(shop.home)
    for _ in range(1_200):
        command = list(draw.choice(COMMANDS))
        command += [argument(draw, folder) for _ in range(draw.randrange(4))]
        for option in draw.sample(OPTIONS, draw.choice((0, 0, 1, 2))):
            command += [option, *([argument(draw, folder)] if draw.random() < 0.7 else [])]
        with capture_logs():
            done = CliRunner().invoke(command_line, command, input=garbage(draw).replace("\ud83d", ""))
        assert done.exception is None or isinstance(done.exception, SystemExit), (command, done.exception)
        assert "Traceback" not in done.output
    assert files_of(shop.home) == before
    for row in list_actions(shop.ops, Wanted()):
        assert row.payload == KINDS[row.kind].checked_payload(row.payload)


class Garbler:
    """A marketplace that answers anything, in its headers too."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.is_token_good = True

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.is_token_good and request.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 7200})
        draw = self.draw
        whole = b'{"items": [{"orderId": "A"}], "access_token": "t", "expires_in": 60, "errors": {"a": ["b"]}}'
        names = ("Retry-After", "Date", "Link", "Content-Type", "Location", "X-Other")
        headers = {
            name: garbage(draw)[:3_000].encode("utf-8", "surrogatepass").replace(b"\n", b"").replace(b"\r", b"")
            for name in draw.sample(names, 2)
        }
        status = draw.choice([200, 200, 201, 204, 301, 400, 401, 403, 404, 409, 418, 429, 500, 503, 599])
        body = (
            spoiled(draw, whole)
            if draw.random() < 0.7
            else orjson.dumps({"access_token": str(some_value(draw)).replace("\ud83d", "")[:50], "expires_in": "inf"})
        )
        return httpx.Response(status, content=body, headers=headers)


@pytest.fixture
def garbler(draw: random.Random) -> Garbler:
    return Garbler(draw)


@pytest.fixture
def client(garbler: Garbler) -> Iterator[OctopiaClient]:
    account = Account("http://m.test", "http://m.test", "me", SecretStr("secret"), "1")
    budget = CallBudget(100_000_000, system_clock)
    with OctopiaClient(
        account, clock=system_clock, budget=budget, transport=httpx.MockTransport(garbler), retry_wait=0.0
    ) as made:
        yield made


def test_answers_of_the_marketplace(client: OctopiaClient) -> None:
    for number in range(1_500):
        client.budget._paused_until = None
        with contextlib.suppress(OctopiaError), capture_logs():
            client.write("POST", "/x", {}) if number % 3 == 0 else client.read("/orders", {"page": number})


def test_token_answers(client: OctopiaClient, garbler: Garbler) -> None:
    garbler.is_token_good = False
    for _ in range(800):
        client.budget._paused_until, client._tokens._token = None, None
        with contextlib.suppress(OctopiaError), capture_logs():
            client.write("POST", "/x", {})
