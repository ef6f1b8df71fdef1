"""The sandbox's controls for a program: clock, faults, ledger and truth over HTTP, with nothing but the library."""

import http.client
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from sandbox.contract.errors import SandboxError


def call(control_url: str, method: str, path: str, body: Any = None) -> Any:
    """One call of the control address; the parsed answer. SandboxError with the answer's words unless it is 200."""
    parts = urlsplit(control_url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=60)
    try:
        connection.request(method, parts.path + path, None if body is None else orjson.dumps(body))
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise SandboxError(f"{method} {path} answered {answer.status}: {content.decode(errors='replace')[:300]}")
    if answer.headers["content-type"].startswith("application/x-ndjson"):
        return [orjson.loads(line) for line in content.splitlines()]
    return orjson.loads(content)


class Control:
    """Mixed into what knows a `control_url`."""

    control_url: str

    def advance(self, seconds: float) -> str:
        """Move virtual time forward; returns the new instant as text."""
        return str(call(self.control_url, "POST", "/clock", {"advance_seconds": seconds})["now"])

    def run_at(self, speed: float) -> str:
        """Have virtual time pass so many times as fast as real time; returns the instant as text."""
        return str(call(self.control_url, "POST", "/clock", {"speed": speed})["now"])

    def now(self) -> str:
        """The virtual instant as text."""
        return str(call(self.control_url, "GET", "/clock")["now"])

    def set_faults(self, faults: str | dict[str, Any] = "") -> None:
        """Replace the faults at work; none by default."""
        call(self.control_url, "PUT", "/faults", faults)

    def faults_met(self) -> dict[str, int]:
        """How many requests met each fault."""
        met: dict[str, int] = call(self.control_url, "GET", "/faults")["met"]
        return met

    def ledger(self, kind: str | None = None, order_id: str | None = None) -> list[dict[str, Any]]:
        """Effects that truly happened: number, kind, order_id, at, actor, payload, times."""
        query = urlencode({name: text for name, text in (("kind", kind), ("order_id", order_id)) if text})
        effects: list[dict[str, Any]] = call(self.control_url, "GET", f"/ledger?{query}")["effects"]
        return effects

    def change(self, count: int) -> list[str]:
        """Have so many orders change now; their ids."""
        ids: list[str] = call(self.control_url, "POST", "/changes", {"count": count})["order_ids"]
        return ids

    def truth(self) -> dict[str, Any]:
        """Counts by status and totals."""
        summary: dict[str, Any] = call(self.control_url, "GET", "/truth")
        return summary

    def true_orders(self, status: str | None = None) -> list[dict[str, Any]]:
        """One object per order: order_id, status, updated_at, total, line statuses, parcels, corruptions."""
        orders: list[dict[str, Any]] = call(
            self.control_url, "GET", "/truth/orders" + (f"?status={status}" if status else "")
        )
        return orders
