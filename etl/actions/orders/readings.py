"""Reads one order as actions need it: statuses and parcels, and not one word about the buyer."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Final

import orjson

from etl.actions.errors import InvalidAction
from etl.actions.findings import Marketplace
from etl.octopia.errors import BrokenAnswer

_ORDER_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")


@dataclass(frozen=True)
class LineReading:
    """A line: its id, status and the parcel numbers on it."""

    order_line_id: str
    status: str
    parcel_numbers: tuple[str, ...]


@dataclass(frozen=True)
class OrderReading:
    """An order: its id, status and lines as the marketplace shows them now; unknown statuses stay as text."""

    order_id: str
    status: str
    updated_at: str | None
    lines: tuple[LineReading, ...]

    def facts(self) -> dict[str, Any]:
        """The reading as evidence."""
        return {"reading": asdict(self)}


def checked_order_id(target: str) -> str:
    """Answer the id without the blanks around it; raises `InvalidAction` for what no address could hold."""
    name = target.strip()
    if not _ORDER_ID.match(name):
        remedy = "Give the id of an order as the marketplace writes it: letters, digits, points, hyphens, at most 64."
        raise InvalidAction.for_field("target", target, remedy)
    return name


def order_path(order_id: str) -> str:
    """The address of an order; ids are checked when an action is asked for, so they need no quoting."""
    return f"/orders/{order_id}"


def read_order(marketplace: Marketplace, order_id: str) -> OrderReading:
    """Read the order now; raises `OctopiaError`, `BrokenAnswer` when the answer is not an order with that id."""
    body = marketplace.read(order_path(order_id)).body
    try:
        return _order(orjson.loads(body), order_id)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise BrokenAnswer(f"The answer for order {order_id} is not that order ({type(error).__name__})") from None


def _order(content: dict[str, Any], order_id: str) -> OrderReading:
    if content.get("orderId", order_id) != order_id:
        raise ValueError("another order")
    lines = tuple(_line(line) for line in content.get("lines") or ())
    return OrderReading(order_id, str(content["status"]), content.get("updatedAt"), lines)


def _line(line: dict[str, Any]) -> LineReading:
    numbers = tuple(str(parcel["parcelNumber"]).strip() for parcel in line.get("parcels") or ())
    return LineReading(str(line["orderLineId"]), str(line.get("status") or ""), numbers)
