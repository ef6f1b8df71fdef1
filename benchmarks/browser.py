"""Chromium looking at a Streamlit server: how long until a page is painted, everything on it included."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PAINTED = """() => {
    const count = (what) => document.querySelectorAll(what).length
    const whole = count('[data-testid="stMetric"]') >= 4 && count('.js-plotly-plot .scatterlayer path') >= 2
        && count('[data-testid="stPageLink"]') >= 9 && count('table') >= 1 && count('[data-testid="stPopover"]') >= 7
    return whole ? performance.now() : null
}"""
"""Milliseconds since the navigation began, once everything of Today stands on the page."""


@contextmanager
def streamlit_server(script: str, environment: Mapping[str, str]) -> Iterator[str]:
    """A Streamlit server on a free port, its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script, *options],
        cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_until_serving(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_serving(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address) as answer:  # noqa: S310  our own loopback address
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The Streamlit server at {address} did not start")


def installed_chromium() -> str | None:
    """The system's Chromium, its lighter headless shell first; None takes the one Playwright has installed."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or the one Playwright has installed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=FLAGS)
        yield browser
        browser.close()


def paint_seconds(browser: Browser, address: str) -> float:
    """Seconds from asking for the page until it is painted, in a new context: nothing is cached."""
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 1000})
    try:
        page = context.new_page()
        page.goto(address, wait_until="commit")
        milliseconds = float(page.wait_for_function(PAINTED, polling="raf", timeout=90_000).json_value())
        return milliseconds / 1000
    finally:
        context.close()
