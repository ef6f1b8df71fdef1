"""What a benchmark answers: figures with their peer from the same run, shown as a table and kept as JSON."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"
VERDICTS = {True: "met", False: "NOT met", None: "–"}


@dataclass(frozen=True)
class Figure:
    """One line of the table: ours, the peer's from the same run, what was aimed at."""

    claim: str
    name: str
    value: float
    unit: str
    peer: str
    peer_value: float
    aim: str
    is_met: bool | None
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Ours divided by the peer's."""
        return self.value / self.peer_value if self.peer_value else float("nan")


def machine() -> str:
    """What the figures were measured on, and how busy it was with other things."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "polars", "streamlit"))
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {memory:.0f} GB, load {load:.1f}, Python {sys.version.split()[0]}, {libraries}"


def show(figures: list[Figure], on: str) -> None:
    """Print the table."""
    table = Table(title="Benchmarks", caption=on, show_lines=True)
    for heading in ("", "what", "ours", "peer in the same run", "ratio", "aim", "", "note"):
        table.add_column(heading, justify="right" if heading in {"ours", "ratio"} else "left")
    for figure in figures:
        ours, peer = (f"{value:,.3g} {figure.unit}" if value < 1000 else f"{value:,.0f} {figure.unit}"
                      for value in (figure.value, figure.peer_value))  # fmt: skip
        verdict = VERDICTS[figure.is_met]
        table.add_row(
            figure.claim, figure.name, ours, f"{peer}\n{figure.peer}", f"{figure.ratio:.3g}", figure.aim, verdict,
            figure.note,
        )  # fmt: skip
    Console(width=max(120, Console().width)).print(table)


def keep(figures: list[Figure], on: str) -> Path:
    """Write the figures as JSON; answers the file they are in."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y%m%dT%H%M%SZ}.json"
    rows = [{**asdict(figure), "ratio": figure.ratio} for figure in figures]
    path.write_bytes(orjson.dumps({"measured_at": now, "machine": on, "figures": rows}, option=orjson.OPT_INDENT_2))
    return path
