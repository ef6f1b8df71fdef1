from __future__ import annotations

import pytest

from etl.preflight.sheets.cells import plain_cell
from etl.preflight.sheets.text import rows_of_bytes
from etl.preflight.sheets.writing import sheet_bytes


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_an_export_is_a_formula(cell):
    [_heading, line] = sheet_bytes(["order"], [[cell]]).decode("utf-8-sig").splitlines()
    assert line.lstrip('"').startswith("'")


def test_an_export_is_read_back_as_it_was():
    table = [["A1", 'Colis "Privé"; express', "=1+1"], ["A2", "承运商", "a\nb"]]
    read = rows_of_bytes(sheet_bytes(["订单号", "Numéro", "note"], table))
    assert read[0].cells == ("订单号", "Numéro", "note")
    assert [tuple(map(plain_cell, row.cells)) for row in read[1:]] == [
        ("A1", 'Colis "Privé"; express', "=1+1"),
        ("A2", "承运商", "a b"),
    ]
