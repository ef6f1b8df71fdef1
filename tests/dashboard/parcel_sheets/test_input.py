"""Files and pastes of parcels, held against a published shop and its outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from etl.actions.kinds import kind_named
from etl.actions.outbox.batches import ask_all
from etl.domain.errors import UnreadableSheet
from etl.preflight.basis import snapshot_basis
from etl.preflight.parcels.facts import sheet_facts
from etl.preflight.parcels.rows import parcel_sheet
from etl.preflight.parcels.verdicts import judge_rows
from etl.preflight.parcels.workbook_sheets import file_sheet
from etl.preflight.sheets.text import MAX_ROWS, rows_of_text
from etl.preflight.sheets.workbooks import MAX_UNPACKED, sheets_of_file
from etl.store.snapshots.snapshots import open_snapshot
from tests.etl.preflight.sheets.workbook_files import NS, packed_workbook, words


def workbook(*rows: str) -> bytes:
    return packed_workbook({"S": rows})


def test_a_workbook_is_read_as_its_values_and_a_number_too_long_for_excel_is_seen():
    content = workbook(
        words("A", 1, "订单号") + words("B", 1, "运单号"),
        words("A", 2, "S1\u200b") + '<c r="B2"><v>6123456789012</v></c>',
        words("A", 3, "S2") + '<c r="B3"><v>6.12345678901234E+17</v></c>',
    )
    sheet = file_sheet(content, [])
    assert (sheet.rows[0].order_id, sheet.rows[0].parcel_number) == ("S1", "6123456789012")
    assert [fault.kind for fault in sheet.rows[1].faults] == ["number_digits_lost"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"PK\x03\x04 cut off", "damaged_workbook"), (b"%PDF-1.7", "pdf"), (b"PK\x03\x04" * 2_000_000, "too_large")],
)
def test_a_file_that_is_not_what_its_name_says_is_named(content, kind):
    with pytest.raises(UnreadableSheet) as refused:
        sheets_of_file(content)
    assert refused.value.kind == kind


def test_a_workbook_that_unpacks_to_more_than_is_taken_is_refused_unopened():
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (MAX_UNPACKED + 1))
    content = packed.getvalue()
    assert len(content) < 1_000_000
    with pytest.raises(UnreadableSheet) as refused:
        sheets_of_file(content)
    assert refused.value.kind == "too_large"


def test_a_workbook_of_more_rows_than_are_taken_is_refused():
    rows = [words("A", number, f"S{number}") + words("B", number, "1") for number in range(1, MAX_ROWS + 3)]
    with pytest.raises(UnreadableSheet) as refused:
        file_sheet(workbook(*rows), [])
    assert (refused.value.kind, refused.value.detail) == ("too_many_rows", str(MAX_ROWS))


def test_a_sheet_is_read_by_its_true_extent_however_far_its_last_cell_is():
    far = '<c r="XFD1048576" s="0" t="inlineStr"><is><t>x</t></is></c>'
    between = "".join(f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(900, 950))
    content = workbook(words("A", 1, "Order") + words("CB", 1, "Number"), between + words("A", 7, "S1") + far)
    (sheet,) = sheets_of_file(content)
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (1, ("Order", "Number", "")),
        (7, ("S1", "", "")),
        (1_048_576, ("", "", "x")),
    ]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_cells_moved_together_keep_their_kind_whatever_the_writer_calls_its_names(prefix):
    sheet = (
        f'<row><{prefix}c r="A1" t="b"><{prefix}v>1</{prefix}v></{prefix}c>'
        f'<{prefix}c r="ZZ1"><{prefix}v>6123456789012</{prefix}v></{prefix}c>'
        f'<{prefix}c r="AAA1"><{prefix}v></{prefix}v></{prefix}c></row>'
        f'<row><{prefix}c r="B999999" t="str"><{prefix}f>A1</{prefix}f>'
        f"<{prefix}v>a &amp; b</{prefix}v></{prefix}c></row>"
    ).replace("row>", f"{prefix}row>")
    content = workbook("")
    packed = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(packed, "w") as archive:
        for name in before.namelist():
            text = before.read(name).decode()
            if name.endswith("sheet1.xml"):
                named = NS.replace("xmlns", f"xmlns:{prefix[:-1]}") if prefix else NS
                text = f"<{prefix}worksheet {named}><{prefix}sheetData>{sheet}</{prefix}sheetData></{prefix}worksheet>"
            archive.writestr(name, text)
    (read,) = sheets_of_file(packed.getvalue())
    assert [(row.number, row.cells) for row in read.rows] == [
        (1, ("True", "", "6123456789012")),
        (999_999, ("", "a & b", "")),
    ]


def test_more_far_cells_than_fit_are_refused_and_harm_nobody():
    rows = [f'<c r="{letters(number)}{number * 60}"><v>1</v></c>' for number in range(1, 15_000)]
    with pytest.raises(UnreadableSheet) as refused:
        sheets_of_file(workbook("".join(rows)))
    assert refused.value.kind == "too_far"


def letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def test_a_blank_cell_that_is_only_formatted_far_away_changes_nothing():
    content = workbook(words("A", 1, "S1") + words("B", 1, "6A1"), '<c r="XFD1048576" s="0"/>')
    assert [row.cells for row in sheets_of_file(content)[0].rows] == [("S1", "6A1")]


def told(shop, text):
    snapshot = open_snapshot(shop.home)
    rows = parcel_sheet(rows_of_text(text), ["Colissimo"]).rows
    facts = sheet_facts(
        snapshot_basis(snapshot, shop.ops, datetime.now(UTC)),
        rows,
        choices={},
        carrier_choices={},
        default_carrier="",
        open_elsewhere={},
    )
    judged = judge_rows(rows, facts)
    return [(each.verdict.value, each.reasons[0].code if each.reasons else None) for each in judged]


def test_rows_are_held_against_the_published_orders_and_their_parcels(shop):
    sheet = (
        "S1;AB123456785FR;Chronopost\nD1;6A 12345678901;Colissimo\nD1;ZZ;Colissimo\n"
        "F1;1;Colissimo\nA1;1;Colissimo\nX;1;DPD"
    )
    assert told(shop, f"order;tracking;carrier\n{sheet}") == [
        ("ready", None),
        ("already_done", "same_number"),
        ("impossible", "shipped_otherwise"),
        ("impossible", "not_ours_to_ship"),
        ("impossible", "not_shippable"),
        ("impossible", "order_unknown"),
    ]


def test_what_the_outbox_has_under_way_is_already_done(shop):
    parcel = {"parcel_number": "AB123456785FR", "carrier_name": "Chronopost"}
    hold, now = timedelta(seconds=30), datetime.now(UTC)
    asked = ask_all(
        shop.ops, kind_named("ship_order"), [("S1", parcel)], batch_id="b", requested_by="ana", hold=hold, now=now
    )
    assert all(answer.enqueued for answer in asked)
    assert told(shop, "order;tracking;carrier\nS1;ab123456785fr;Chronopost\nS1;OTHER;Chronopost") == [
        ("already_done", "same_number"),
        ("impossible", "asked_otherwise"),
    ]
