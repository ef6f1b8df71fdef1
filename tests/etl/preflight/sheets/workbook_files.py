"""Workbooks as small as they come, written by hand so that nothing but what a test says stands in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook_of(sheets: Mapping[str, Sequence[Sequence[str]]], hidden: Collection[str] = ()) -> bytes:
    """A workbook with a sheet of texts for each name."""
    return packed_workbook(
        {name: [_row(at, cells) for at, cells in enumerate(rows, 1)] for name, rows in sheets.items()}, hidden
    )


def packed_workbook(sheets: Mapping[str, Sequence[str]], hidden: Collection[str] = ()) -> bytes:
    """The same of rows written as XML, each the cells of one row."""
    names = list(sheets)
    states = {name: ' state="hidden"' if name in hidden else "" for name in names}
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>'
            for at in range(1, len(names) + 1)
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{REL}"><sheets>'
        + "".join(
            f'<sheet name="{name}" sheetId="{at}"{states[name]} r:id="r{at}"/>' for at, name in enumerate(names, 1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{at}" Type="{REL}/worksheet" Target="worksheets/sheet{at}.xml"/>'
            for at in range(1, len(names) + 1)
        )
        + "</Relationships>",
    }
    for at, rows in enumerate(sheets.values(), 1):
        body = "".join(f'<row r="{number}">{cells}</row>' for number, cells in enumerate(rows, 1))
        parts[f"xl/worksheets/sheet{at}.xml"] = f"<worksheet {NS}><sheetData>{body}</sheetData></worksheet>"
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def words(column: str, row: int, text: str) -> str:
    """A cell of text."""
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _row(at: int, cells: Sequence[str]) -> str:
    return "".join(words(chr(ord("A") + place), at, cell) for place, cell in enumerate(cells) if cell)
