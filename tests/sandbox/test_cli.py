"""`python -m sandbox`: one JSON line when ready, a clean end."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest


@contextmanager
def command(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_one_json_line_serves_and_ends_cleanly(end: signal.Signals) -> None:
    options = ["--orders", "40", "--start", "2026-11-25T10:00:00Z", "--speed", "0", "--choice", "count_body=object"]
    with command(*options, "--client-id", "me", "--client-secret", "mine", "--seller-id", "777") as process:
        assert process.stdout
        line = json.loads(process.stdout.readline())
        assert (line["client_id"], line["client_secret"], line["seller_id"]) == ("me", "mine", "777")
        assert line["api_url"] == line["auth_url"] + "/seller/v2"
        form = {"grant_type": "client_credentials", "client_id": "me", "client_secret": "mine"}
        token = httpx.post(line["auth_url"] + "/auth/realms/maas/protocol/openid-connect/token", data=form).json()
        headers = {"Authorization": f"Bearer {token['access_token']}", "SellerId": "777"}
        assert httpx.get(line["api_url"] + "/orders/count", headers=headers).json() == {"count": 40}
        assert httpx.get(line["control_url"] + "/health").json()["now"] == "2026-11-25T10:00:00Z"
        process.send_signal(end)
        rest, log = process.communicate(timeout=10)
        assert (process.returncode, rest, log) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--choice", "colour=red"], "There is no choice 'colour'"),
        (["--faults", "gremlins=1"], "There is no fault gremlins=1"),
        (["--start", "tomorrow"], "--start 'tomorrow' is not an ISO 8601 instant"),
        (["--host", "203.0.113.1"], "The sandbox cannot start at 203.0.113.1:0"),
    ],
)
def test_what_cannot_be_is_said_in_words_without_a_traceback(arguments: list[str], words: str) -> None:
    with command("--orders", "10", *arguments) as process:
        _, log = process.communicate(timeout=20)
    assert process.returncode == 2
    assert words in " ".join(log.replace("│", " ").split())
    assert "Traceback" not in log


def test_a_port_that_is_taken_is_named() -> None:
    with command("--orders", "10", "--speed", "0") as first:
        assert first.stdout
        port = json.loads(first.stdout.readline())["auth_url"].rsplit(":", 1)[1]
        with command("--orders", "10", "--port", port) as second:
            _, log = second.communicate(timeout=20)
    assert second.returncode == 2
    assert f"cannot start at 127.0.0.1:{port}" in log
