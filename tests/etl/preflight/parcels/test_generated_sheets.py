"""Four hundred sheets of the kinds met in the field: no wrong parcel is ever ready, and nearly all right ones are."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from etl.domain.errors import UnreadableSheet
from etl.domain.orders.shipping import OrderState
from etl.domain.tracking.carrier_names import CarrierNames
from etl.preflight.orders.checks import OrderFacts
from etl.preflight.parcels.verdicts import RowVerdict, SheetFacts, judge_rows
from etl.preflight.parcels.workbook_sheets import file_sheet
from tests.etl.preflight.parcels.generated_sheets import CARRIERS, Sheet, generated
from tests.etl.preflight.parcels.tool_sheets import TOOLS, tool_sheet

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
SHEETS = 200


def ready_parcels(sheet: Sheet) -> dict[str, str]:
    facts = {
        order: OrderFacts(OrderState(order, "InPreparation", "Seller", "CDISFR", {"L1": "InPreparation"}))
        for order in sheet.truth
    }
    try:
        rows = file_sheet(sheet.content, CARRIERS).rows
    except UnreadableSheet:
        return {}
    judged = judge_rows(rows, SheetFacts(facts, CarrierNames(CARRIERS), NOW))
    return {each.row.order_id: each.row.parcel_number for each in judged if each.verdict is RowVerdict.READY}


@pytest.mark.parametrize("first", range(0, SHEETS, 50))
def test_no_wrong_parcel_is_ready_and_nearly_every_right_one_is(first):
    right, ready = Counter(), Counter()
    for seed in range(first, first + 50):
        sheet = generated(seed)
        sent = ready_parcels(sheet)
        assert {order: number for order, number in sent.items() if sheet.truth[order] != number} == {}
        right[sheet.kind] += sum(number is not None for number in sheet.truth.values())
        ready[sheet.kind] += len(sent)
    certain = set(right) - {"unknown"}  # under headings nobody knows, only numbers that prove themselves are taken
    share = sum(ready[kind] for kind in certain) / sum(right[kind] for kind in certain)
    assert share > 0.97, (right, ready)


def test_the_exports_of_other_tools_give_each_order_its_own_number_whatever_else_stands_in_them():
    right, ready = Counter(), Counter()
    for seed in range(12 * len(TOOLS)):
        sheet = tool_sheet(seed)
        sent = ready_parcels(sheet)
        assert {order: number for order, number in sent.items() if sheet.truth[order] != number} == {}
        right[sheet.kind] += len(sheet.truth)
        ready[sheet.kind] += len(sent)
    # a number in five hundred is built like a phone's, and waits
    assert {tool for tool in TOOLS if ready[tool] < 0.95 * right[tool]} == set(), (right, ready)
