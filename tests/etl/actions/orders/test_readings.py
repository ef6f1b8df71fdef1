"""What one reading of an order says about an approval, a refusal or a shipment: every status, every line."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from etl.actions.findings import Sight
from etl.actions.orders.approve_order import APPROVE_ORDER
from etl.actions.orders.readings import LineReading, OrderReading, read_order
from etl.actions.orders.refuse_order import REFUSE_ORDER
from etl.actions.orders.ship_order import judged_shipment
from etl.actions.orders.shipments import Shipment
from etl.octopia.answers import Reply
from etl.octopia.errors import BrokenAnswer

MINE, OTHER = "6A1", "8R2"


def order(status: str, *lines: tuple[str, ...]) -> OrderReading:
    read = [LineReading(f"L{number}", line[0], line[1:]) for number, line in enumerate(lines, start=1)]
    return OrderReading("O1", status, None, tuple(read))


@pytest.mark.parametrize(
    ("status", "approved", "refused"),
    [
        ("Processing", "untouched", "untouched"),
        ("WaitingAcceptance", "untouched", "untouched"),
        ("Accepted", "effect", "ruled_out"),
        ("InPreparation", "effect", "ruled_out"),
        ("Shipped", "effect", "ruled_out"),
        ("Delivered", "effect", "ruled_out"),
        ("Refused", "ruled_out", "effect"),
        ("Cancelled", "ruled_out", "ruled_out"),
        ("Rejected", "ruled_out", "ruled_out"),
        ("AwaitingCarrierSlot", "unclear", "unclear"),
    ],
)
def test_a_decision_is_judged_by_the_status(status: str, approved: str, refused: str) -> None:
    assert APPROVE_ORDER.judged(order(status)).sight == approved
    assert REFUSE_ORDER.judged(order(status)).sight == refused


@pytest.mark.parametrize(
    ("reading", "sight"),
    [
        (order("Shipped", ("Shipped", MINE)), Sight.EFFECT),
        (order("Shipped", ("Shipped", MINE.lower())), Sight.EFFECT),
        (order("Shipped", ("Shipped", OTHER, MINE)), Sight.EFFECT),
        (order("InPreparation", ("Shipped", MINE), ("Cancelled",)), Sight.EFFECT),
        (order("Delivered", ("Delivered", MINE), ("Delivered", MINE)), Sight.EFFECT),
        (order("Cancelled", ("Cancelled", MINE)), Sight.EFFECT),
        (order("InPreparation", ("Shipped", MINE), ("InPreparation",)), Sight.UNCLEAR),
        (order("InPreparation", ("InPreparation",)), Sight.UNTOUCHED),
        (order("InPreparation", ("InPreparation",), ("CancelRequest",)), Sight.UNTOUCHED),
        (order("Accepted", ("Accepted",)), Sight.UNTOUCHED),
        (order("Shipped", ("Shipped", OTHER)), Sight.CONTRADICTORY),
        (order("InPreparation", ("InPreparation",), ("Shipped", OTHER)), Sight.CONTRADICTORY),
        (order("Shipped", ("Shipped",)), Sight.UNCLEAR),
        (order("Shipped"), Sight.UNCLEAR),
        (order("AwaitingCarrierSlot", ("AwaitingCarrierSlot",)), Sight.UNCLEAR),
        (order("Cancelled", ("Cancelled",)), Sight.RULED_OUT),
        (order("Refused"), Sight.RULED_OUT),
        (order("InPreparation", ("Cancelled",)), Sight.RULED_OUT),
    ],
)
def test_a_shipment_is_judged_by_the_parcels_on_its_lines(reading: OrderReading, sight: Sight) -> None:
    assert judged_shipment(reading, Shipment(parcel_number=MINE, carrier_name="UPS")).sight is sight


@pytest.mark.parametrize(
    ("lines", "sight"),
    [(["L1"], Sight.EFFECT), (["L2"], Sight.CONTRADICTORY), (["L3"], Sight.UNTOUCHED), (["L9"], Sight.UNCLEAR)],
)
def test_a_shipment_of_some_lines_is_judged_by_those_alone(lines: list[str], sight: Sight) -> None:
    reading = order("InPreparation", ("Shipped", MINE), ("Shipped", OTHER), ("InPreparation",))
    assert (
        judged_shipment(reading, Shipment(parcel_number=MINE, carrier_name="UPS", order_line_ids=lines)).sight is sight
    )


class Shows:
    """A marketplace with one answer."""

    def __init__(self, content: Any) -> None:
        self.body = orjson.dumps(content)

    def read(self, _path: str, _params: object = None) -> Reply:
        return Reply(200, {}, self.body)


def test_a_reading_keeps_ids_statuses_and_parcels_and_nothing_else() -> None:
    line = {
        "orderLineId": "L1",
        "status": "Shipped",
        "parcels": [{"parcelNumber": " 6A1 "}],
        "shippingAddress": {"x": 1},
    }
    content = {
        "orderId": "O1",
        "status": "Shipped",
        "updatedAt": "2026-11-23T09:00:00Z",
        "lines": [line],
        "customer": {},
    }
    reading = read_order(Shows(content), "O1")
    assert reading == OrderReading("O1", "Shipped", "2026-11-23T09:00:00Z", (LineReading("L1", "Shipped", ("6A1",)),))


@pytest.mark.parametrize(
    "content",
    ["Internal mapping error", [], None, {"orderId": "O2", "status": "Shipped"}, {"orderId": "O1"},
     {"status": 1, "lines": 5},
     {"orderId": "O1", "status": "Shipped", "lines": [{"status": "Shipped"}]},
     {"orderId": "O1", "status": "Shipped", "lines": [{"orderLineId": "L1", "parcels": [{}]}]}],
)  # fmt: skip
def test_an_answer_that_is_not_that_order_is_broken_never_a_finding(content: Any) -> None:
    with pytest.raises(BrokenAnswer, match="The answer for order O1 is not that order"):
        read_order(Shows(content), "O1")


@pytest.mark.parametrize("lines", [None, []])
def test_an_order_without_lines_or_without_its_own_id_is_still_read(lines: Any) -> None:
    assert read_order(Shows({"status": "Accepted", "lines": lines}), "O1").lines == ()
