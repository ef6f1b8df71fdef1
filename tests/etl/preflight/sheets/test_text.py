from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.domain.errors import UnreadableSheet
from etl.preflight.sheets.cells import identifier
from etl.preflight.sheets.encodings import decoded
from etl.preflight.sheets.text import MAX_ROWS, rows_of_bytes, rows_of_text

FRENCH = "N° de commande;Numéro de suivi;Transporteur\nA1;6A1;Colis Privé\n"
CHINESE = "订单号,运单号,承运商\nA1,6A1,Colissimo\n"


def cells(text: str) -> list[tuple[str, ...]]:
    return [row.cells for row in rows_of_text(text)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_french_export_is_read_in_every_encoding_it_comes_in(encoding):
    assert decoded(FRENCH.encode(encoding)).removeprefix("\ufeff") == FRENCH


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_chinese_export_is_read_in_every_encoding_it_comes_in(encoding):
    assert decoded(CHINESE.encode(encoding)) == CHINESE


def test_every_line_may_have_a_separator_of_its_own():
    assert cells("a;b;c\n1,2,3\n4\t5\t6\n7|8|9\n") == [tuple("abc"), tuple("123"), tuple("456"), tuple("789")]


def test_a_decimal_comma_does_not_split_a_cell_of_a_semicolon_line():
    assert cells("order;number;carrier\nA1;6,12346E+12;DPD")[1] == ("A1", "6,12346E+12", "DPD")


def test_invisible_characters_and_odd_spaces_are_gone():
    assert cells("\ufeffA\u200b1;6A\u00a012\u202f34;\u2066DPD\u2069") == [("A1", "6A 12 34", "DPD")]


def test_quotes_hold_a_separator_and_a_stray_one_spoils_no_other_line():
    assert cells('"a;1";b\n"x;y\n2;3') == [("a;1", "b"), ("x", "y"), ("2", "3")]


def test_rows_keep_their_number_when_lines_are_blank():
    assert [row.number for row in rows_of_text("a;b\n\n  \nc;d")] == [1, 4]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"x" * 5_000_001, "too_large"),
        (b"a;b\n" * (MAX_ROWS + 2), "too_many_rows"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_workbook"),
        (bytes(range(256)) + b"\0" * 200, "binary"),
    ],
)
def test_what_is_no_table_is_named(content, kind):
    with pytest.raises(UnreadableSheet) as refused:
        rows_of_bytes(content)
    assert refused.value.kind == kind


def test_ten_thousand_rows_and_a_heading_are_taken():
    assert len(rows_of_bytes(b"a;b\n" * (MAX_ROWS + 1))) == MAX_ROWS + 1


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reading(content):
    with suppress(UnreadableSheet):
        rows = rows_of_bytes(content)
        assert rows
        assert all(row.cells and any(row.cells) for row in rows)


@given(
    st.lists(
        st.tuples(*[st.text("ABCén°1234567890 ;,|'-订单", min_size=1, max_size=12)] * 3).filter(
            lambda row: all(cell.strip() for cell in row) and "".join(row).strip(" ;,|")  # else the row says nothing
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([";", ",", "\t", "|"]),
)
def test_a_written_file_is_read_back_as_it_was(table, separator):
    written = io.StringIO()
    csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [("order", "number", "carrier"), *table]
    )
    first = [cell.strip() for cell in table[0]]
    assert cells(written.getvalue())[1] == tuple(first)
    assert cells(written.getvalue())[1:] == [tuple(cell.strip() for cell in row) for row in table]


@pytest.mark.parametrize(
    ("cell", "text", "fault", "restored"),
    [
        ("6A 1234 5678 901", "6A 1234 5678 901", None, False),
        ("6.12346E+12", "6.12346E+12", "digits_lost", False),
        ("6,12346E+12", "6,12346E+12", "digits_lost", False),
        ("6.123456789012E+12", "6123456789012", None, True),
        ("6123456789012.0", "6123456789012", None, True),
        ("6E12345678901", "6E12345678901", None, False),
        ('="00123"', "00123", None, False),
        ("'00123", "00123", None, False),
        ("=A1&B2", "=A1&B2", "formula", False),
        ("+33612345678", "+33612345678", "formula", False),
        ("-1", "-1", "formula", False),
        ("@SUM(A1)", "@SUM(A1)", "formula", False),
        ("9" * 301, "9" * 300, "too_long", False),
    ],
)
def test_what_a_spreadsheet_did_to_a_number_is_undone_or_named(cell, text, fault, restored):
    read = identifier(cell)
    assert (read.text, read.fault, read.is_restored) == (text, fault, restored)


def test_the_separator_is_the_sheets_whatever_a_line_holds():
    text = "order,number,carrier,note\nA1,6A1,DPD,haut; bas; fragile; merci\nA2,6A2,DPD,a|b|c|d\nA3,6A3,DPD,ok\n"
    assert cells(text)[1:] == [
        ("A1", "6A1", "DPD", "haut; bas; fragile; merci"),
        ("A2", "6A2", "DPD", "a|b|c|d"),
        ("A3", "6A3", "DPD", "ok"),
    ]


def test_a_line_break_within_quotes_belongs_to_its_cell():
    rows = rows_of_text('order;adresse;number\n"A1";"12 rue du Bac\nBat B";"6A1"\n"A2";"3 rue Haute";"6A2"\n')
    assert [(row.number, row.cells) for row in rows] == [
        (1, ("order", "adresse", "number")),
        (2, ("A1", "12 rue du Bac\nBat B", "6A1")),
        (4, ("A2", "3 rue Haute", "6A2")),
    ]


def test_a_stray_quote_swallows_no_line():
    text = 'order;number;carrier\nA1;"6A1;DPD\nA2;6A2;DPD\nA3;6A3";DPD\nA4;6A4;DPD'
    assert [row[0] for row in cells(text)] == ["order", "A1", "A2", "A3", "A4"]


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850", "cp1252", "latin-1"])
def test_headings_of_another_encoding_are_recognised_by_trying_it(encoding):
    text = "Numéro de commande;Référence;Numéro de suivi;Transporteur\rA1;dès réception;6A1;Colis Privé\r"
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("cell", "text", "fault", "restored"),
    [
        ("2.905678901234E12", "2905678901234", None, True),
        ("2,905678901234e12", "2905678901234", None, True),
        ("6,1E+13", "6,1E+13", "digits_lost", False),
        ("8.00123E11", "8.00123E11", "digits_lost", False),
        ("12345E11", "12345E11", "digits_lost", False),
        ("12E+11", "12E+11", "digits_lost", False),
        ("800.123456789E9", "800123456789", None, True),
        ("12345678.0", "12345678", None, True),
        ("12345678,00", "12345678", None, True),
        ("1234567890123456.0", "1234567890123456.0", "digits_lost", False),
        ("1.234567890123456E15", "1.234567890123456E15", "digits_lost", False),
        ("“6A1”", "6A1", None, False),
    ],
)
def test_what_a_spreadsheet_wrote_as_a_number_is_restored_when_it_is_exact(cell, text, fault, restored):
    read = identifier(cell)
    assert (read.text, read.fault, read.is_restored) == (text, fault, restored)


def test_quotes_that_pair_over_lines_without_holding_the_break_join_nothing():
    text = 'order;number;note\nA1;6A1;dit "x\nA2;6A2;y" z\nA3;6A3;ok'
    assert [row[:2] for row in cells(text)] == [("order", "number"), ("A1", "6A1"), ("A2", "6A2"), ("A3", "6A3")]


@given(st.text('ab1;,"\n\r\t |', max_size=200))
def test_no_text_of_quotes_and_breaks_crashes_the_reading(text):
    with suppress(UnreadableSheet):
        assert rows_of_text(text)
