"""The side doors of the app, tried over real HTTP and real websocket handshakes against `streamlit run`."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from etl.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).parents[3]
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


class Served:
    """The app as `streamlit run streamlit_app.py` serves it, with no address given."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host=True)
        for name, value in {"Host": f"localhost:{self.port}", **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        shown = {name.lower(): value for name, value in answer.getheaders()}
        body = "" if answer.status == 101 else answer.read().decode()
        connection.close()
        return answer.status, shown, body

    def handshake(self, host: str, origin: str | None) -> int:
        origins = {} if origin is None else {"Origin": origin}
        return self.get("/_stcore/stream", Host=host, **origins, **UPGRADE)[0]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {
        **os.environ,
        "VIGIE_HOME": str(tmp_path_factory.mktemp("home")),
        "VIGIE_ALLOWED_HOSTS": "https://Vigie.example.com:8443/, other.example",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    app = Served(port, process)
    deadline = time.monotonic() + 90
    try:
        while time.monotonic() < deadline and process.poll() is None:
            with suppress(OSError):
                if app.get("/healthz")[0] == 200:
                    break
            time.sleep(0.2)
        yield app
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "localhost.evil.example", "0.0.0.0:8501", ""])
@pytest.mark.parametrize("path", ["/", "/orders", "/_stcore/health", "/_stcore/host-config", "/healthz"])
def test_a_page_under_another_name_sees_nothing_and_is_told_what_to_set(served: Served, host: str, path: str) -> None:
    status, headers, body = served.get(path, Host=host)
    assert status == 403
    assert "VIGIE_ALLOWED_HOSTS" in body
    assert "<html" not in body
    assert headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:{port}", "[::1]:8501", "VIGIE.example.com", "other.example"])
def test_this_machine_and_the_names_that_are_set_are_served(served: Served, host: str) -> None:
    status, _, body = served.get("/", Host=host.format(port=served.port))
    assert status == 200
    assert "<html" in body


@pytest.mark.parametrize("path", ["/", "/healthz", "/_stcore/health", "/no/such/page", "/media/none.png"])
def test_no_answer_lets_itself_be_framed(served: Served, path: str) -> None:
    _, headers, _ = served.get(path)
    assert headers["x-frame-options"] == "DENY"
    assert headers["content-security-policy"] == "frame-ancestors 'none'"
    assert headers["referrer-policy"] == "same-origin"


def test_the_health_check_still_answers(served: Served) -> None:
    assert served.get("/healthz")[::2] == (200, '{"status":"ok"}')


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("localhost:{port}", "http://localhost:{port}", 101),
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}", 101),
        ("localhost:{port}", None, 101),
        ("vigie.example.com", "https://vigie.example.com", 101),
        ("localhost:{port}", "http://evil.example", 403),
        ("localhost:{port}", "http://localhost:1", 403),
        ("localhost:{port}", "null", 403),
        ("evil.example:{port}", "http://evil.example:{port}", 403),
        ("evil.example:{port}", None, 403),
    ],
)
def test_a_websocket_is_opened_to_our_own_page_alone(
    served: Served, host: str, origin: str | None, status: int
) -> None:
    given = None if origin is None else origin.format(port=served.port)
    assert served.handshake(host.format(port=served.port), given) == status


def test_a_foreign_page_can_neither_send_nor_read(served: Served) -> None:
    for method in ("POST", "PUT", "DELETE", "GET"):
        status, _, body = served.get("/_stcore/upload_file/a/b", method, Origin="http://evil.example")
        assert (status, "VIGIE_ALLOWED_HOSTS" in body) == (403, True)


def test_the_app_listens_on_this_machine_alone(served: Served) -> None:
    listening = [one for one in psutil.Process(served.process.pid).net_connections() if one.status == "LISTEN"]
    assert [(one.laddr.ip, one.laddr.port) for one in listening] == [("127.0.0.1", served.port)]


@pytest.mark.parametrize("written", ["*", "*.example.com", "a b", "https://"])
def test_a_name_that_is_none_is_refused(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_ALLOWED_HOSTS", written)
    with pytest.raises(SettingsError, match="VIGIE_ALLOWED_HOSTS"):
        load_settings()


def test_the_names_are_read_as_browsers_send_them() -> None:
    settings = Settings(allowed_hosts="https://Vigie.example.com:8443/, other.example.,,", _env_file=None)
    assert settings.allowed_hosts == ["vigie.example.com", "other.example"]
