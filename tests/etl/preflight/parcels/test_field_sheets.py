"""Every sheet of the field beside this file, row by row: what is sent of it, and why not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl.domain.orders.shipping import OrderState
from etl.domain.tracking.carrier_names import CarrierNames
from etl.preflight.orders.checks import OrderFacts
from etl.preflight.parcels.verdicts import SheetFacts, judge_rows
from etl.preflight.parcels.workbook_sheets import file_sheet

SHEETS = Path(__file__).parent / "field_sheets"
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
CARRIERS = (
    "Colissimo", "La Poste", "Chronopost", "UPS", "DPD", "GLS", "Mondial Relay", "DHL", "GEODIS", "Relais Colis",
    "Colis Privé", "FedEx", "Heppner", "Cainiao", "autre",
)  # fmt: skip
LINES = {"2611180726EZJYM": ("FQE9", "160Y"), "2611222059GFTMD": ("QMH9", "JR7V", "56UK")}
SEVERAL, NONE, LOST = (
    ("impossible", "number_several"),
    ("impossible", "number_is_none"),
    ("impossible", "number_digits_lost"),
)
A, B, C = "6A12345678905", "6A22345678904", "6A32345678903"
READY, LEFT_OUT, SAME = "ready", ("ready", "item_left_out"), ("already_done", "duplicate_of")

RIGHT = {
    "C01_several_in_a_cell.tsv": [SEVERAL] * 9,
    "C02_double_tostring.tsv": [
        ("2905678901234", "asks", "wrong_shape"), ("800123456789", READY),
        ("12345678", "asks", "number_twice_in_sheet"),
        ("6123456789012", "asks", "wrong_shape"), LOST, ("12345678", "asks", "number_twice_in_sheet"), LOST,
    ],
    "C03_semicolons_in_comma_sheet.csv": [(A, READY), (B, READY), (C, READY)],
    "C04_row_per_line.tsv": [(A, READY), SAME, (B, READY), SAME, SAME, (C, *LEFT_OUT)],
    "C05_url_in_tracking.tsv": [("LP00123456789", READY), ("02905678901234", READY), (A, READY)],
    "C07_shapes.tsv": [
        ("00408017007469", "asks", "wrong_shape"), ("100292154", "asks", "wrong_shape"), ("3X00489563089", READY),
        ("6Q01929938641", READY), ("00340434161094042557", READY), ("612205820123", "asks", "wrong_check_digit"),
        ("9612345678901234567890", "asks", "wrong_check_digit"), ("CC737873589FR", READY), ("8270772786", READY),
    ],
    "C08b_mac.csv": [(A, READY)],
    "C10_linebreak.csv": [(A, READY), (B, READY)],
    "C12_placeholders.tsv": [*[NONE] * 6, ("impossible", "number_is_date"), NONE, NONE],
    "M1_amazon_shipconfirm.txt": [(n, *LEFT_OUT) for n in ("00412345678", "00412345689", "00412345690")],
    "M2_lines_export.csv": [(A, READY), SAME, (B, *LEFT_OUT)],
    "M5_shipstation.csv": [(A, READY), ("XY123456789JB", "asks", "wrong_check_digit"), ("1Z999AA10123456784", READY)],
    "M7_title_above.csv": [(A, READY), (B, READY), (C, READY)],
    "X1_cover_sheet.xlsx": [(A, READY), (B, READY)],
}  # fmt: skip


def test_every_sheet_of_the_field_is_tried_here():
    assert sorted(RIGHT) == sorted(file.name for file in SHEETS.iterdir())


@pytest.mark.parametrize("name", RIGHT)
def test_each_row_of_a_sheet_of_the_field_has_its_verdict(name):
    rows = file_sheet((SHEETS / name).read_bytes(), CARRIERS).rows
    states = {row.order_id: LINES.get(row.order_id, ("L1",)) for row in rows}
    facts = {
        order: OrderFacts(OrderState(order, "InPreparation", "Seller", "CDISFR", dict.fromkeys(lines, "InPreparation")))
        for order, lines in states.items()
    }
    judged = judge_rows(rows, SheetFacts(facts, CarrierNames(CARRIERS), NOW))
    assert len(judged) == len(RIGHT[name])
    for each, wanted in zip(judged, RIGHT[name], strict=True):
        told = (each.row.parcel_number, each.verdict.outcome, *each.codes)
        assert told[-len(wanted) :] == wanted
