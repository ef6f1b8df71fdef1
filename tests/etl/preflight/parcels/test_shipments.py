"""What is asked for, for a row that will be sent."""

from __future__ import annotations

import pytest

from etl.domain.orders.shipping import OrderState
from etl.preflight.parcels.rows import ParcelRow
from etl.preflight.parcels.shipments import shipment_payload
from etl.preflight.parcels.verdicts import Judged, RowVerdict

ROW = ParcelRow(2, "A1", "6A12345678901", "COLISSIMO", "https://a.example/1", ("L1", "L2"))


def order(channel: str) -> OrderState:
    return OrderState("A1", "InPreparation", "Seller", channel, {"L1": "InPreparation", "L2": "InPreparation"})


def test_cdiscount_france_is_sent_the_whole_order_whatever_lines_the_row_names():
    judged = Judged(ROW, RowVerdict.READY, carrier_label="Colissimo")
    assert shipment_payload(judged, order("CDISFR"), "https://a.example/1") == {
        "parcel_number": "6A12345678901",
        "carrier_name": "Colissimo",
        "tracking_url": "https://a.example/1",
        "order_line_ids": None,
    }


def test_other_channels_are_sent_the_lines_of_the_row():
    judged = Judged(ROW, RowVerdict.ASKS, carrier_label="Colissimo")
    assert shipment_payload(judged, order("DARTY"), None)["order_line_ids"] == ["L1", "L2"]


def test_a_row_without_lines_ships_the_whole_order_on_every_channel():
    judged = Judged(ParcelRow(2, "A1", "6A1"), RowVerdict.READY, carrier_label="DPD")
    assert shipment_payload(judged, order("DARTY"), None)["order_line_ids"] is None


def test_a_row_without_a_carrier_has_no_shipment():
    with pytest.raises(ValueError, match="Row 2 has no carrier"):
        shipment_payload(Judged(ROW, RowVerdict.IMPOSSIBLE), order("CDISFR"), None)
