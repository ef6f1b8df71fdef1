"""`vigie` from a shell: what it prints, how it exits, and that it never ends in a traceback."""

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest


def published(vigie: Any, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(vigie.home / "analytics" / "marketplace.duckdb"), read_only=True) as connection:
        return connection.sql(sql).fetchall()


def test_a_sync_lands_publishes_and_exits_0_and_its_figures_can_be_queried(vigie: Any, sandbox: Any) -> None:
    done = vigie.run("sync", "--once")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert published(vigie, "select count(*) from orders") == [(120,)]
    counted = vigie.say("sql", "select status, count(*) as n from orders group by 1 order by 1")
    truth = {status: count for status, count in sandbox.truth()["by_status"].items() if count}
    assert counted.stdout.splitlines() == ["status,n", *(f"{status},{truth[status]}" for status in sorted(truth))]
    typed = vigie.run("sql", "select * from obligations")
    assert (typed.returncode, typed.stderr) == (0, "")
    assert len(typed.stdout.splitlines()) == 1 + published(vigie, "select count(*) from obligations")[0][0]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("select * from nowhere", "The query was not accepted: Catalog Error: Table with name nowhere does not exist!"),
        ("selec 1", "The query was not accepted: Parser Error"),
        ("delete from orders", "The query was not accepted: Invalid Input Error"),
    ],
)
def test_a_query_that_is_refused_says_why(vigie: Any, query: str, words: str) -> None:
    vigie.home.joinpath("analytics").mkdir(parents=True)
    with duckdb.connect(str(vigie.home / "analytics" / "marketplace.duckdb")) as connection:
        connection.execute("create table orders (order_id varchar)")
    refused = vigie.say("sql", query)
    assert refused.returncode == 2
    assert words in refused.stderr


def test_a_query_before_the_first_sync_says_what_makes_the_file(vigie: Any) -> None:
    missing = vigie.say("sql", "select 1")
    assert missing.returncode == 2
    assert "does not exist yet: `vigie sync --once` makes it" in missing.stderr


@pytest.mark.parametrize("command", [("sync", "--once"), ("worker", "--once"), ("worker",), ("publish",), ("up",)])
def test_missing_credentials_are_named_each(vigie: Any, command: tuple[str, ...]) -> None:
    refused = vigie.say(*command, VIGIE_CLIENT_ID="", VIGIE_SELLER_ID=" ")
    assert refused.returncode == 2
    assert refused.stderr.startswith("VIGIE_CLIENT_ID, VIGIE_SELLER_ID not set. Copy .env.example to .env")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"VIGIE_API_URL": "ftp://x"}, "VIGIE_API_URL: Value error, must begin with http:// or https://"),
        ({"VIGIE_POLL_SECONDS": "soon"}, "VIGIE_POLL_SECONDS: Input should be a valid number"),
        ({"VIGIE_POLL_SECONDS": "inf"}, "VIGIE_POLL_SECONDS: Input should be less than or equal to 86400"),
        ({"VIGIE_UNDO_SECONDS": "1e12"}, "VIGIE_UNDO_SECONDS: Input should be less than or equal to 86400"),
        ({"VIGIE_HISTORY_DAYS": "9" * 30}, "VIGIE_HISTORY_DAYS: Input should be less than or equal to 36500"),
        ({"VIGIE_SELLER_ID": "98979é"}, "VIGIE_SELLER_ID: Value error, must be written in ASCII"),
        ({"VIGIE_CLIENT_ID": "vendeur-№1"}, "VIGIE_CLIENT_ID: Value error, must be written in ASCII"),
        ({"VIGIE_HOME": "/dev/null/home"}, "/dev/null/home cannot be used"),
        ({"VIGIE_OPS_URL": "nosuchdb://here"}, "The operations database nosuchdb://here cannot be opened"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(vigie: Any, settings: dict[str, str], words: str) -> None:
    refused = vigie.say("sync", "--once", **settings)
    assert refused.returncode == 2
    assert words in refused.stderr


def test_a_marketplace_that_cannot_be_reached_is_named(vigie: Any) -> None:
    refused = vigie.say("sync", "--once", VIGIE_AUTH_URL="http://127.0.0.1:9")
    assert refused.returncode == 2
    assert "http://127.0.0.1:9 gave no token (ConnectError): check VIGIE_AUTH_URL" in refused.stderr


def test_a_wrong_secret_is_told_without_it(vigie: Any) -> None:
    refused = vigie.say("sync", "--once", VIGIE_CLIENT_SECRET="guessed-wrong")
    assert refused.returncode == 2
    assert "check VIGIE_CLIENT_ID and VIGIE_CLIENT_SECRET" in refused.stderr
    assert "guessed-wrong" not in refused.stderr


def test_a_seller_who_did_not_delegate_is_told(vigie: Any) -> None:
    refused = vigie.say("sync", "--once", VIGIE_SELLER_ID="11111")
    assert refused.returncode == 2
    assert "The seller 11111 did not delegate access to this client." in refused.stderr


def test_a_busy_warehouse_is_nobodys_fault_and_names_its_holder(vigie: Any) -> None:
    vigie.home.mkdir()
    program = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", program, str(vigie.home / "work.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        busy = vigie.say("sync", "--once")
        holder.communicate()
    assert busy.returncode == 0
    assert f"work.duckdb is busy, held by process {holder.pid}" in busy.stderr


def test_a_damaged_warehouse_is_told_with_the_way_out(vigie: Any) -> None:
    vigie.home.mkdir()
    (vigie.home / "work.duckdb").write_bytes(b"not a database" * 1000)
    damaged = vigie.say("sync", "--once")
    assert damaged.returncode == 2
    assert "work.duckdb is no DuckDB database. Stop the worker, move it away (mkdir -p " in damaged.stderr


def test_a_sync_that_lands_only_in_part_exits_2_says_why_and_publishes_the_rest(vigie: Any, sandbox: Any) -> None:
    sandbox.set_faults({"quota": 0.2, "quota_wait_seconds": 900})
    partly = vigie.say("sync", "--once")
    assert partly.returncode == 2
    assert "the marketplace's call quota is spent until" in partly.stderr
    sandbox.set_faults("")
    assert vigie.say("sync", "--once").returncode == 0
    assert published(vigie, "select count(*) from orders") == [(120,)]


def test_an_action_asked_for_from_a_script_is_sent_proved_and_published(vigie: Any, sandbox: Any) -> None:
    order = sandbox.true_orders("WaitingAcceptance")[0]["order_id"]
    asked = vigie.say("actions", "add", "approve_order", order, "--now", "--by", "ana")
    action_id = asked.stdout.strip()
    again = vigie.say("actions", "add", "approve_order", order, "--now", "--by", "bob")
    assert again.stdout.strip() == action_id
    assert again.stderr.strip() == f"Already under way as {action_id}."
    assert vigie.run("worker", "--once").returncode == 0
    (listed,) = json.loads(vigie.say("actions", "list", "--json").stdout)
    assert {name: listed[name] for name in ("id", "kind", "target", "state", "requested_by")} == {
        "id": action_id,
        "kind": "approve_order",
        "target": order,
        "state": "done",
        "requested_by": "ana",
    }
    assert [entry["times"] for entry in sandbox.ledger("approve_order", order)] == [1]
    assert published(vigie, f"select status from orders where order_id = '{order}'") != [("WaitingAcceptance",)]
    assert published(vigie, "select action_id, state from actions") == [(action_id, "done")]


def test_the_doctor_says_what_is_in_order_and_what_is_not(vigie: Any, sandbox: Any) -> None:
    # the sandbox's clock stands still since the first test; the doctor compares it with ours
    sandbox.advance((datetime.now(UTC) - datetime.fromisoformat(sandbox.now())).total_seconds())
    before = vigie.say("doctor")
    assert before.returncode == 1
    assert "!! snapshot: Nothing has been published" in before.stdout
    assert "!! worker: No worker is running" in before.stdout
    assert "ok marketplace: answers as seller" in before.stdout
    vigie.say("sync", "--once")
    after = vigie.say("doctor")
    assert "ok snapshot: version 1 of" in after.stdout
    wrong = vigie.say("doctor", VIGIE_CLIENT_ID="", VIGIE_API_URL="http://127.0.0.1:9")
    assert "!! settings: VIGIE_CLIENT_ID not set" in wrong.stdout
    assert "!! marketplace: VIGIE_CLIENT_ID not set" in wrong.stdout


def test_a_worker_ends_cleanly_when_told_and_a_second_one_is_sent_away(vigie: Any) -> None:
    worker = vigie.start("worker")
    vigie.wait_for((vigie.home / "analytics" / "marketplace.duckdb").exists)
    second = vigie.run("worker")
    assert second.returncode == 0
    assert f"A worker is already running for {vigie.home} (process {worker.pid})" in second.stderr
    assert "ok worker: process" in vigie.say("doctor").stdout
    (vigie.home / "current.json").write_text("{")
    assert "Run `vigie publish`" in vigie.say("doctor").stdout
    published = vigie.say("publish")
    assert (published.returncode, published.stdout.startswith("Published version ")) == (0, True)
    assert "ok snapshot: version" in vigie.say("doctor").stdout
    unjudged = vigie.say("rejects", "replay")
    assert (unjudged.returncode, "or stop it first" in unjudged.stderr) == (2, True)
    worker.send_signal(signal.SIGTERM)
    ended = vigie.ended(worker)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert "No worker is running" in vigie.say("doctor").stdout
    assert vigie.say("sync", "--once").returncode == 0


def test_a_worker_told_to_end_in_its_first_long_read_ends_between_two_requests(vigie: Any, sandbox: Any) -> None:
    sandbox.set_faults({"slow:reads": 1, "slow_seconds": 1})
    worker = vigie.start("worker")
    vigie.wait_for(lambda: sandbox.faults_met().get("slow", 0) >= 2)
    worker.send_signal(signal.SIGTERM)
    worker.wait(10)
    assert vigie.ended(worker).returncode == 0
    sandbox.set_faults("")
    assert vigie.say("sync", "--once").returncode == 0
    runs = published(vigie, "select distinct state from sync_runs where resource <> 'ship_days' order by 1")
    assert runs == [("interrupted",), ("landed",)]


def test_a_backfill_reads_the_past_publishes_and_is_done_only_once(vigie: Any, sandbox: Any) -> None:
    first = vigie.run("backfill")
    assert (first.returncode, first.stderr) == (0, "")
    assert published(vigie, "select count(*) from orders") == [(len(sandbox.true_orders()),)]
    assert published(vigie, "select distinct state from sync_windows where resource = 'orders_backfill'") == [("done",)]
    windows = published(vigie, "select count(*) from sync_windows")
    assert vigie.say("backfill", "--until", "2026-11-25").returncode == 0
    assert published(vigie, "select count(*) from sync_windows") == windows


def test_a_running_worker_does_the_backfill_between_its_polls(vigie: Any, sandbox: Any) -> None:
    worker = vigie.start("worker")
    vigie.wait_for((vigie.home / "analytics" / "marketplace.duckdb").exists)
    done = vigie.say("backfill", "--until", "2026-01-01")
    assert (done.returncode, done.stdout) == (0, "0 of 0 windows read, 0 orders.\n")
    done = vigie.run("backfill")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(sandbox.true_orders())} orders" in done.stdout
    worker.send_signal(signal.SIGTERM)
    assert vigie.ended(worker).returncode == 0


def test_rejects_are_listed_and_replayed(vigie: Any, sandbox: Any) -> None:
    sandbox.set_faults("poison=1")
    vigie.say("sync", "--once")
    listed = vigie.say("rejects", "list").stdout.splitlines()
    assert listed[0] == "rejected_at,resource,key,reason"
    assert len(listed) == 1 + published(vigie, "select count(*) from rejects")[0][0] > 1
    count = len(listed) - 1
    assert vigie.say("rejects", "replay").stdout == f"{count} judged again, 0 fit now.\n"


def test_a_publish_needs_no_marketplace(vigie: Any) -> None:
    vigie.say("sync", "--once")
    done = vigie.run("publish", VIGIE_API_URL="http://127.0.0.1:9", VIGIE_AUTH_URL="http://127.0.0.1:9")
    assert (done.returncode, done.stdout) == (0, "Published version 2.\n")
    (vigie.home / "current.json").write_text("{")
    assert "!! snapshot: The snapshot file current.json cannot be read" in vigie.say("doctor").stdout
    assert vigie.say("publish").stdout == "Published version 3.\n"


@pytest.mark.parametrize(
    "command",
    ["", "sync", "worker", "publish", "up", "demo", "doctor", "sql", "actions", "actions add", "backfill", "rejects"],
)
def test_every_command_explains_itself(vigie: Any, command: str) -> None:
    helped = vigie.say(*command.split(), "--help")
    assert (helped.returncode, helped.stderr) == (0, "")
    assert "Usage:" in helped.stdout
    assert not vigie.home.exists()


def test_the_sandboxs_own_help_is_handed_through(vigie: Any) -> None:
    helped = vigie.start("sandbox", "--help")
    out, err = helped.communicate(timeout=60)
    assert (helped.returncode, err) == (0, "")
    assert "--faults" in out
