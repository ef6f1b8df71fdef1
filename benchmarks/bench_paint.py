"""Today's cold paint in Chromium against a Streamlit page that draws the same elements from constants.

Aim: at most 1.25 times the static page (issue 1, figure d). Both servers have had one visitor before; each run is a new
browser context, ours and theirs in turn, so that whatever else the machine does strikes both.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median

from benchmarks.browser import chromium, paint_seconds, streamlit_server
from benchmarks.figures import Figure
from benchmarks.million import ORDERS

RUNS = 9
AIM_RATIO = 1.25


def run(home: Path) -> list[Figure]:
    """Seconds to paint, of the app on the snapshot in `home` and of the static page."""
    account = {f"VIGIE_{name}": "bench" for name in ("CLIENT_ID", "CLIENT_SECRET", "SELLER_ID")}
    with (
        streamlit_server("streamlit_app.py", {**account, "VIGIE_HOME": str(home.resolve())}) as app,
        streamlit_server("benchmarks/static_page.py", {}) as static,
        chromium() as browser,
    ):
        pairs = [(paint_seconds(browser, app), paint_seconds(browser, static)) for _ in range(1 + RUNS)][1:]
    ours, theirs = (median(times) for times in zip(*pairs, strict=True))
    note = (
        f"median of {RUNS} in turn, new context each, {ORDERS:,} orders, fastest {min(each[0] for each in pairs):.2f} s"
    )
    aim = f"{AIM_RATIO:g}x static"
    return [
        Figure("d", "Today's cold paint", ours, "s", "static page, same elements", theirs, aim,
               ours <= AIM_RATIO * theirs, note, {"runs": pairs}),
    ]  # fmt: skip
