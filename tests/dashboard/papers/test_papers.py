"""The papers of a selection, read back from their PDF."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from dashboard.papers import bar
from dashboard.papers.address_labels import FORMATS, AddressLabel, address_labels
from dashboard.papers.bar import PAPERS
from dashboard.papers.contents import LeftOut, PackedLine, PackedOrder
from dashboard.papers.packing_slips import packing_slips
from dashboard.papers.picking_lists import picking_list, picks
from dashboard.papers.postal_addresses import label_lines
from dashboard.papers.queries import address_labels_of, paper_selection, without_address
from dashboard.papers.typefaces import HAN, REGULAR, runs, wrapped
from etl.store.snapshots.snapshots import open_snapshot
from etl.words.catalogues import speaking

NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)
DURAND = ["Mme Camille Durand", "12 rue des Lilas", "33000 BORDEAUX"]


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def an_order(order_id: str = "O1", *lines: PackedLine) -> PackedOrder:
    return PackedOrder(
        order_id, f"R{order_id}", "Cdiscount", NOON, lines or (PackedLine("SKU-1", "Lampe à pied", 2, "New"),)
    )


def a_place(**parts: str | None) -> dict[str, str | None]:
    names = (
        "civility", "first_name", "last_name", "company_name", "pickup_id", "pickup_name", "address_line_1",
        "address_line_2", "address_line_3", "postal_code", "city", "state_or_region", "country_code",
    )  # fmt: skip
    known = {"first_name": "Ana", "last_name": "Roy", "address_line_1": "1 rue X", "postal_code": "75001"}
    return {**dict.fromkeys(names), **known, "city": "Paris", "country_code": "FR", **parts}


@pytest.fixture
def snapshot(shop):
    return open_snapshot(shop.home)


def test_a_slip_says_what_is_in_the_parcel_and_no_price(snapshot):
    selection = paper_selection(snapshot, ["S2"])
    [text] = pages(packing_slips(selection.orders, selection.left_out, "Maison Vigie"))
    for part in ("Maison Vigie", "S2", "RS2", "SKU-SOFA", "Canapé 3 places", "SKU-PILLOW", "Coussin"):
        assert part in text
    assert "1199" not in text
    assert "Durand" not in text


def test_every_order_asked_for_is_packed_or_left_out_with_its_reason(snapshot):
    selection = paper_selection(snapshot, ["S3", "A1", "F1", "NOPE", "S1", "D1", "S3"])
    assert selection.order_ids == ("S3", "S1", "D1")
    assert selection.left_out == (LeftOut("A1", "not_yet"), LeftOut("F1", "warehouse"), LeftOut("NOPE", "unknown"))
    assert without_address(snapshot, selection) == (LeftOut("D1", "no_address"),)


def test_an_order_whose_lines_are_all_cancelled_is_left_out_and_a_cancelled_line_is_not_packed(shop):
    shop.publish(
        2,
        extra_sql="update order_lines set status = 'Cancelled' where order_id = 'S1' or order_line_id = 'L2'",
    )
    selection = paper_selection(open_snapshot(shop.home), ["S1", "S2"])
    assert selection.left_out == (LeftOut("S1", "nothing_to_send"),)
    assert [line.sku for line in selection.orders[0].lines] == ["SKU-SOFA"]


def test_labels_come_in_the_order_of_the_selection_and_name_what_is_left_out_at_the_end(snapshot):
    labels, missing = address_labels_of(snapshot, paper_selection(snapshot, ["S3", "D1", "S1"]))
    assert [(label.order_id, list(label.lines)) for label in labels] == [("S3", DURAND), ("S1", DURAND)]
    with speaking("en"):
        sheet, last = pages(address_labels(labels, missing, "Maison Vigie"))
    assert sheet.index("S3") < sheet.index("S1")
    assert "D1" not in sheet
    assert "D1: the marketplace gives no address" in last


@pytest.mark.parametrize(("form", "count"), [("a4", 3), ("10x15", 17)])
def test_labels_fill_the_pages_of_their_format(form, count):
    labels = [AddressLabel(f"O{n}", ("Ana Roy", "1 rue X", "75001 PARIS")) for n in range(17)]
    content = address_labels(labels, [], "Shop", FORMATS[form])
    assert len(pages(content)) == count
    box = PdfReader(BytesIO(content)).pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == FORMATS[form].page


def test_the_picking_list_adds_units_by_sku_over_all_orders():
    orders = [
        an_order("O1"),
        an_order("O2", PackedLine("SKU-0", "Table", 1, "New"), PackedLine("SKU-1", "Lampe", 3, "")),
    ]
    assert [(pick.sku, pick.units, dict(pick.by_order)) for pick in picks(orders)] == [
        ("SKU-0", 1, {"O2": 1}), ("SKU-1", 5, {"O1": 2, "O2": 3})
    ]  # fmt: skip
    [text] = pages(picking_list(orders, [], "Shop"))
    assert text.index("SKU-0") < text.index("SKU-1")
    assert "5 ×" in text


def test_five_hundred_orders_take_a_few_seconds_and_none_is_missing():
    lines = tuple(
        PackedLine(f"SKU-{n}", "Lampe de chevet en chêne massif, abat-jour lin", n + 1, "New") for n in range(3)
    )
    orders = [an_order(f"O{n:03d}", *lines) for n in range(500)]
    labels = [AddressLabel(order.order_id, tuple(DURAND)) for order in orders]
    begun = time.perf_counter()
    drawn = [packing_slips(orders, [], "Shop"), picking_list(orders, [], "Shop"), address_labels(labels, [], "Shop")]
    assert time.perf_counter() - begun < 15
    for content in drawn:
        text = "\n".join(pages(content))
        assert [order.order_id for order in orders if order.order_id not in text] == []
    assert len(pages(drawn[0])) == 500


def test_more_lines_than_a_page_takes_go_on_under_the_same_head():
    lines = tuple(PackedLine(f"SKU-{n}", "Lampe", 1, "New") for n in range(60))
    texts = pages(packing_slips([an_order("O1", *lines)], [], "Shop"))
    assert len(texts) == 3
    assert all("RO1" in text for text in texts)
    assert [n for n in range(60) if f"SKU-{n}" not in "".join(texts)] == []


def test_a_french_address_has_at_most_six_lines_of_38_characters_and_ends_with_the_town_in_capitals():
    place = a_place(
        company_name="Société lyonnaise de menuiserie et de charpente traditionnelle", address_line_2="Bâtiment B",
        address_line_3="BP 12", city="Saint-Étienne",
    )  # fmt: skip
    lines = label_lines(place)
    assert lines[-2:] == ["BP 12", "75001 SAINT-ÉTIENNE"]
    assert lines.index("Bâtiment B") < lines.index("1 rue X")
    assert len(label_lines(a_place(address_line_1="12 bis avenue du Maréchal de Lattre de Tassigny"))) == 4
    assert max(map(len, label_lines(a_place(address_line_1="12 bis avenue du Maréchal de Lattre de Tassigny")))) <= 38


def test_nothing_of_an_address_is_lost_when_it_has_too_many_lines():
    place = a_place(company_name="C " * 30, address_line_2="D " * 30, address_line_3="E " * 30, pickup_name="Relais F")
    letters = " ".join(label_lines(place))
    assert [letters.count(letter) for letter in "CDE"] == [30, 30, 30]
    assert "Relais F" in letters


def test_a_relay_point_has_its_name_and_id_and_a_country_abroad_its_line():
    lines = label_lines(a_place(pickup_name="Tabac du Port", pickup_id="P12345", country_code="BE", city="Liège"))
    assert "Tabac du Port (P12345)" in lines
    assert lines[-2:] == ["75001 LIÈGE", "BELGIQUE"]
    assert label_lines(a_place(country_code="RE"))[-1] == "75001 PARIS"


@pytest.mark.parametrize("name", ["Cœur Łukasz Żółć", "Dvořáková Šárka", "Ștefănescu Țîru", "Çağrı İnönü", "王小明"])
def test_names_of_all_europe_and_chinese_ones_are_printed_letter_for_letter(name):
    content = address_labels([AddressLabel("O1", (name, "1 rue X", "75001 PARIS"))], [], "Shop")
    assert name in pages(content)[0]


def test_what_no_font_has_becomes_a_box_and_control_characters_are_dropped():
    assert runs("a\U0001f600b", REGULAR) == [(REGULAR, "a□b")]
    lines = label_lines(a_place(last_name="R\x00o\u202ey<b>"))
    assert lines[0] == "Ana Roy<b>"
    [text] = pages(address_labels([AddressLabel("O1", tuple(lines))], [], "Shop"))
    assert "Roy<b>" in text


def test_chinese_headings_are_in_the_fonts():
    with speaking("zh"):
        [text] = pages(packing_slips([an_order()], [], "Shop"))
    assert "装箱单" in text
    assert "□" not in text
    assert runs("装", REGULAR) == [(HAN, "装")]


def test_a_word_longer_than_the_line_is_cut_on_a_line_of_its_own():
    assert wrapped("a " + "W" * 80 + " b", REGULAR, 10, 100)[::2] == ["a", "b"]


def opened_papers(shop, order_id):
    app = shop.open("pages/operations/orders.py", "en", order=order_id)
    app.session_state[PAPERS] = True
    return app.run()


def test_a_selection_can_be_printed_from_the_order(shop):
    app = opened_papers(shop, "S1")
    assert not app.exception
    assert {button.label for button in app.get("download_button")} >= {
        "Packing slips",
        "Picking list",
        "Address labels",
    }


def test_papers_are_read_only_when_they_are_wanted(shop, monkeypatch):
    monkeypatch.setattr(bar, "paper_selection", lambda *_: pytest.fail("nobody has opened the papers"))
    assert not shop.open("pages/operations/orders.py", "en", order="S1").exception


def test_an_order_without_papers_says_why(shop):
    app = opened_papers(shop, "A1")
    assert not app.exception
    assert any("not to be prepared yet" in text.value for text in app.markdown)
    assert not app.get("download_button")
