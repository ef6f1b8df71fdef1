from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.domain.checks import asking_codes
from etl.domain.errors import UnreadableSheet
from etl.domain.orders.shipping import OrderState
from etl.domain.tracking.carrier_names import CarrierNames
from etl.preflight.orders.checks import OrderFacts
from etl.preflight.parcels.checks import Parcel, shipment_checks
from etl.preflight.parcels.columns import recognised_columns
from etl.preflight.parcels.rows import parcel_sheet
from etl.preflight.parcels.verdicts import RowVerdict, SheetFacts, judge_rows
from etl.preflight.sheets.text import rows_of_text

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CARRIERS = ("Colissimo", "DPD", "DHL", "GLS", "Relais Colis", "Mondial Relay", "Colis Privé", "autre")


def order(
    order_id,
    status="InPreparation",
    *,
    channel="CDISFR",
    supply="Seller",
    lines=("L1",),
    numbers=(),
    asked=(),
    asking="",
):
    states = {line: "CancelRequest" if line == asking else status for line in lines}
    every = frozenset(numbers) | frozenset(asked)
    return OrderFacts(OrderState(order_id, status, supply, channel, states, every, frozenset(asked)))


def verdicts(text, *orders, **world):
    sheet = parcel_sheet(rows_of_text(text), CARRIERS)
    choices = world.pop("carrier_choices", None)
    known = SheetFacts({each.order_id: each for each in orders}, CarrierNames(CARRIERS, choices), NOW, **world)
    return judge_rows(sheet.rows, known)


def told(text, *orders, **world):
    return [
        (judged.verdict.value, judged.reasons[0].code if judged.reasons else None)
        for judged in verdicts(text, *orders, **world)
    ]


HEADING = "order;tracking;carrier;url;line ids\n"


@pytest.mark.parametrize(
    "heading",
    [
        "Order ID;Tracking number;Carrier",
        "N° de commande;N° de suivi;Transporteur",
        "Numéro commande;Suivi;TRANSPORTEUR",
        "订单号;运单号;承运商",
        "orderId;parcelNumber;carrierName",
        "订单编号;快递单号;物流公司",
    ],
)
def test_columns_are_recognised_by_their_headings_in_three_languages(heading):
    found = recognised_columns(rows_of_text(f"{heading}\nA1;1;DPD"), CARRIERS)
    assert found.positions == {"order_id": 0, "parcel_number": 1, "carrier_name": 2}
    assert found.heading is not None


def test_without_headings_columns_are_recognised_by_what_stands_in_them():
    rows = rows_of_text(
        "https://a.example/1;DPD;6A1;2610071354KBDRE\nhttps://a.example/2;colissimo;6A2;2610071355KBDRE"
    )
    found = recognised_columns(rows, CARRIERS)
    assert found.positions == {"tracking_url": 0, "carrier_name": 1, "order_id": 3, "parcel_number": 2}
    assert found.heading is None


def test_a_missing_column_is_named():
    with pytest.raises(UnreadableSheet) as refused:
        recognised_columns(rows_of_text("order;carrier\nA1;DPD"), CARRIERS)
    assert (refused.value.kind, refused.value.detail) == ("column_missing", "parcel_number")


@pytest.mark.parametrize(
    ("row", "told_of_it"),
    [
        ("A1;00020000000006;dpd", ("ready", None)),
        (";1;DPD", ("impossible", "order_missing")),
        ("A1;;DPD", ("impossible", "number_missing")),
        ("=A1;1;DPD", ("impossible", "order_formula")),
        ("A1;=1+1;DPD", ("impossible", "number_formula")),
        ("A1;6.12346E+12;DPD", ("impossible", "number_digits_lost")),
        ("A1;6A1*2;autre", ("impossible", "number_characters")),
        ("A1;6A1&2;autre", ("impossible", "number_several")),
        ("B9;1;DPD", ("impossible", "order_unknown")),
        ("A1;1;Pigeon", ("no_carrier", "carrier_unknown")),
        ("A1;1;", ("no_carrier", "carrier_missing")),
        ("A1;1;autre;not an address", ("asks", "url_left_out")),
        ("A1;9;DPD", ("asks", "wrong_shape")),
        ("A1;20000000006;DPD", ("asks", "wrong_shape")),
        ("A1;340434161094042557;DHL", ("asks", "zeros_lost")),
        ("A1;1;autre;;L9", ("impossible", "line_unknown")),
        ("A1;1;autre;;L1", ("ready", None)),
        ("A1;#N/A;autre", ("impossible", "number_is_none")),
        ("A1;0;autre", ("impossible", "number_is_none")),
        ("A1;NON DISPONIBLE;autre", ("impossible", "number_is_none")),
        ("A1;sans suivi;autre", ("impossible", "number_is_none")),
        ("A1;28/11/2026;autre", ("impossible", "number_is_date")),
    ],
)
def test_each_mess_has_its_verdict(row, told_of_it):
    assert told(HEADING + row, order("A1")) == [told_of_it]


@pytest.mark.parametrize(
    ("known", "told_of_it"),
    [
        (order("A1", "Shipped", numbers=["6A1"]), ("already_done", "same_number")),
        (order("A1", asked=["6A1"]), ("already_done", "same_number")),
        (order("A1", asked=["OTHER"]), ("impossible", "asked_otherwise")),
        (order("A1", "Shipped", numbers=["OTHER"]), ("impossible", "shipped_otherwise")),
        (order("A1", "WaitingAcceptance"), ("impossible", "not_shippable")),
        (order("A1", "Cancelled"), ("impossible", "not_shippable")),
        (order("A1", supply="Fulfillment"), ("impossible", "not_ours_to_ship")),
    ],
)
def test_the_state_of_the_order_decides(known, told_of_it):
    assert told(HEADING + "A1;6a1;autre", known) == [told_of_it]


def test_a_repeated_row_is_a_duplicate_of_the_first():
    [first, second] = verdicts(HEADING + "A1;6A-1;autre\nA1;6a1;autre", order("A1"))
    assert (first.verdict, second.verdict) == (RowVerdict.READY, RowVerdict.DUPLICATE)
    assert second.reasons[0].detail == {"row": 2}


def test_an_order_with_two_numbers_is_sent_only_once_one_is_chosen():
    text = HEADING + "A1;X1;autre\nA1;X2;autre"
    assert told(text, order("A1")) == [("conflict", "several_numbers")] * 2
    assert told(text, order("A1"), choices={"A1": 3}) == [("set_aside", "other_chosen"), ("ready", None)]
    assert told(text, order("A1"), choices={"A1": 99}) == [("conflict", "several_numbers")] * 2


def test_cdiscount_takes_one_parcel_other_channels_several_with_their_lines():
    text = HEADING + "A1;X1;autre;;L1\nA1;X2;autre;;L2"
    assert told(text, order("A1", channel="OTHER", lines=("L1", "L2"))) == [("ready", None)] * 2
    assert told(text, order("A1", lines=("L1", "L2"))) == [("impossible", "part_of_order")] * 2


def test_a_number_on_another_order_is_sent_only_after_a_look():
    owners = {"X1": frozenset({"Z9"})}
    assert told(HEADING + "A1;X1;autre", order("A1"), number_owners=owners) == [("asks", "number_on_other_order")]
    both = told(HEADING + "A1;X1;autre\nA2;X1;autre", order("A1"), order("A2"))
    assert both == [("asks", "number_twice_in_sheet")] * 2


def test_a_carrier_is_found_by_any_spelling_proposed_when_near_and_chosen_once_for_all_rows():
    names = CarrierNames(CARRIERS)
    assert [names.label(name) for name in ("MONDIAL-RELAY ", "colis prive", "Pigeon")] == [
        "Mondial Relay",
        "Colis Privé",
        None,
    ]
    assert names.nearest("Collissimo") == "Colissimo"
    assert told(HEADING + "A1;1;Pigeon", order("A1"), carrier_choices={"pigeon": "autre"}) == [("ready", None)]
    assert told(HEADING + "A1;1;", order("A1"), default_carrier="autre") == [("ready", None)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A1", "A2", "B9", "", "=1"]),
            st.sampled_from(["1", "2", "", "6.1E+12"]),
            st.sampled_from(["autre", "DPD", "?"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_row_has_one_verdict_and_no_order_of_cdiscount_is_sent_twice(table):
    judged = verdicts(HEADING + "\n".join(";".join(row) for row in table), order("A1"), order("A2", asked=["1"]))
    assert [each.row.number for each in judged] == list(range(2, len(table) + 2))
    sent = [each.row.order_id for each in judged if each.verdict in {RowVerdict.READY, RowVerdict.ASKS}]
    assert len(sent) == len(set(sent))
    assert all(each.reasons for each in judged if each.verdict is not RowVerdict.READY)


def test_a_number_that_carries_other_lines_of_a_split_order_is_not_done_for_these():
    split = order("A1", channel="DARTY", lines=("L1", "L2"), numbers=("N1",))
    carried = replace(split, state=replace(split.state, carried={"N1": frozenset({"L1"})}))
    assert told(f"{HEADING}A1;n1;DPD;;L1", carried) == [("already_done", "same_number")]
    assert told(f"{HEADING}A1;n1;DPD", carried) == [("already_done", "same_number")]
    assert told(f"{HEADING}A1;n1;DPD;;L2", carried)[0][0] != "already_done"
    whole = replace(carried, state=replace(carried.state, sales_channel_id="CDISFR"))
    assert told(f"{HEADING}A1;n1;DPD;;L2", whole) == [("already_done", "same_number")]


@pytest.mark.parametrize(
    ("changes", "carrier", "code"),
    [
        ({"findings": frozenset({"relay_phone_missing"})}, "DPD", "relay_phone_missing"),
        ({"findings": frozenset({"po_box"})}, "DPD", "po_box"),
        ({"findings": frozenset({"military"})}, "DPD", "military"),
        ({"findings": frozenset({"po_box"})}, "Colissimo", None),
        ({"is_missing": True}, "DPD", "not_listed"),
        ({"state": order("A1", lines=("L1", "L2"), asking="L2").state}, "DPD", "cancellation_requested"),
    ],
)
def test_a_row_is_asked_what_the_form_asks(changes, carrier, code):
    facts = replace(order("A1"), **changes)
    number = "00020000000006" if carrier == "DPD" else "6A12345678901"
    [judged] = verdicts(f"{HEADING}A1;{number};{carrier}", facts)
    on_the_form = shipment_checks(facts, Parcel(number, carrier), NOW)
    assert judged.codes == asking_codes(on_the_form)
    assert code is None or code in judged.codes
    assert judged.verdict is (RowVerdict.ASKS if judged.codes else RowVerdict.READY)


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        (RowVerdict.READY, "ready"),
        (RowVerdict.CONFLICT, "asks"),
        (RowVerdict.NO_CARRIER, "asks"),
        (RowVerdict.ASKS, "asks"),
        (RowVerdict.IMPOSSIBLE, "impossible"),
        (RowVerdict.ALREADY_DONE, "already_done"),
        (RowVerdict.DUPLICATE, "already_done"),
    ],
)
def test_programs_read_four_outcomes(verdict, outcome):
    assert verdict.outcome == outcome


def test_a_row_whose_order_a_colleague_has_open_wants_a_reason():
    [alone, beside] = verdicts(
        HEADING + "A1;6A12345678901;Colissimo\nA2;6A12345678902;Colissimo", order("A1"), order("A2"),
        open_elsewhere={"A2": ("Bao", "Claire")},
    )  # fmt: skip
    assert "open_elsewhere" not in alone.codes
    assert beside.verdict == RowVerdict.ASKS
    assert ("open_elsewhere", {"names": ("Bao", "Claire")}) in [(check.code, check.detail) for check in beside.reasons]


def test_a_row_per_line_with_one_number_is_one_parcel_for_the_whole_order():
    sheet = "order_id;order-item-id;parcel_number;carrier_name\nA1;L1;X1;autre\nA1;L2;X1;autre\n"
    [first, second] = verdicts(sheet, order("A1", lines=("L1", "L2")))
    assert (first.verdict, first.row.order_line_ids) == (RowVerdict.READY, ())
    assert (second.verdict, second.codes) == (RowVerdict.DUPLICATE, ("duplicate_of",))
    assert told(sheet, order("A1", lines=("L1", "L2", "L3"))) == [
        ("impossible", "part_of_order"),
        ("duplicate", "duplicate_of"),
    ]


def test_lines_with_one_number_travel_together_where_several_parcels_are_taken():
    sheet = "order_id;order-item-id;parcel_number;carrier_name\nA1;L1;X1;autre\nA1;L2;X1;autre\nA1;L3;X2;autre"
    judged = verdicts(sheet, order("A1", channel="DARTY", lines=("L1", "L2", "L3")))
    assert [(each.verdict, each.row.order_line_ids) for each in judged] == [
        (RowVerdict.READY, ("L1", "L2")),
        (RowVerdict.DUPLICATE, ("L1", "L2")),
        (RowVerdict.READY, ("L3",)),
    ]


def test_an_item_number_of_another_tool_is_left_out_and_said_to_be():
    sheet = "order-id;order-item-id;tracking-number;carrier-name\nA1;18765432109871;X1;autre"
    [judged] = verdicts(sheet, order("A1"))
    assert (judged.verdict, judged.codes, judged.row.order_line_ids) == (RowVerdict.READY, ("item_left_out",), ())
    assert judged.reasons[0].detail == {"detail": "18765432109871"}


def test_one_number_with_two_carriers_is_asked():
    rows = verdicts(HEADING + "A1;X1;autre\nA1;X1;GLS", order("A1"))
    assert [(each.verdict, each.codes) for each in rows] == [(RowVerdict.CONFLICT, ("several_carriers",))] * 2


@pytest.mark.parametrize(
    ("row", "verdict", "number", "codes"),
    [
        ("A1;6A 1234 5678 905;Colissimo", "ready", "6A12345678905", ()),
        ("A1;6A-1234.5678-905;Colissimo", "ready", "6A12345678905", ()),
        ("A1;JV 12 34;autre", "impossible", "JV 12 34", ("number_blanks",)),
        ("A1;1234567 1234568;DPD", "impossible", "1234567 1234568", ("number_several",)),
        ("A1;12345678 12;Mondial Relay", "impossible", "12345678 12", ("number_blanks",)),
        ("A1;12345678.0;Mondial Relay", "ready", "12345678", ()),
        ("A1;1.2345678E7;Mondial Relay", "ready", "12345678", ()),
        ("A1;28112026;Mondial Relay", "asks", "28112026", ("number_like_date",)),
        ("A1;12345678901234500000;GLS", "asks", "12345678901234500000", ("number_rounded",)),
        ("A1;1.2345678901234567E17;autre", "impossible", "1.2345678901234567E17", ("number_digits_lost",)),
        ("A1;100292154;GLS", "asks", "100292154", ("wrong_shape",)),
        ("A1;00340434161094042557;DHL", "ready", "00340434161094042557", ()),
        ("A1;https://trace.dpd.fr/fr/trace/02905678901234;DPD", "ready", "02905678901234", ()),
        ("A1;https://t.17track.net/fr#nums=LP00123456789;autre", "ready", "LP00123456789", ()),
    ],
)
def test_a_number_is_written_as_its_carrier_does_or_the_row_says_why_not(row, verdict, number, codes):
    [judged] = verdicts(HEADING + row, order("A1"))
    assert (judged.verdict, judged.row.parcel_number, judged.codes) == (verdict, number, codes)


def test_a_number_out_of_another_carriers_page_is_not_taken():
    [judged] = verdicts(HEADING + "A1;https://trace.dpd.fr/fr/trace/02905678901234;GLS", order("A1"))
    assert (judged.verdict, judged.codes) == (RowVerdict.IMPOSSIBLE, ("number_is_address",))


def test_the_address_in_the_numbers_column_goes_to_the_link():
    [judged] = verdicts(HEADING + "A1;https://trace.dpd.fr/fr/trace/02905678901234;DPD", order("A1"))
    assert judged.row.tracking_url == "https://trace.dpd.fr/fr/trace/02905678901234"


@pytest.mark.parametrize(
    ("rows", "told_of_it"),
    [
        ("2611191922TFVOD;2611191922TFVOD;autre", ("impossible", "number_is_order")),
        ("2611191922TFVOD;2611202002MSUND;Relais Colis", ("impossible", "number_is_order")),
        ("2611191922TFVOD;2611-191922-TFVOD;autre", ("impossible", "number_is_order")),
        ("2611191922TFVOD;0612345678;Mondial Relay", ("asks", "number_like_phone")),
        ("2611191922TFVOD;33712345678;GLS", ("asks", "number_like_phone")),
        ("2611191922TFVOD;0812345678;Mondial Relay", ("ready", None)),
    ],
)
def test_an_order_number_is_no_tracking_number_and_a_phones_is_asked(rows, told_of_it):
    assert told(f"order;tracking;carrier\n{rows}", order("2611191922TFVOD")) == [told_of_it]


def test_a_row_that_is_wider_than_its_headings_is_asked_unless_most_are():
    text = "order;name;tracking;carrier\n"
    slipped = "A1;Le Roy; Paul;12345678;GLS\n"
    fine = "A2;Petit;12345678901;GLS\nA3;Petit;12345678902;GLS\n"
    shifted, *others = verdicts(text + slipped + fine, order("A1"), order("A2"), order("A3"))
    assert shifted.row.remarks == ("row_shifted",)
    assert [each.verdict.value for each in others] == ["ready", "ready"]
    named = verdicts(
        "order;tracking;carrier\nA2;12345678901;GLS;note\nA3;12345678902;GLS;note\n", order("A2"), order("A3")
    )
    assert [each.verdict.value for each in named] == ["ready", "ready"]


@pytest.mark.parametrize(
    ("heading", "cell", "verdict"),
    [
        ("Statut", "Annulée", "asks"), ("Order status", "Cancelled", "asks"), ("Shipment - Voided", "True", "asks"),
        ("订单状态", "已取消", "asks"), ("État commande", "Remboursée", "asks"),
        ("Shipment - Voided", "False", "ready"),
        ("Statut", "Expédiée", "ready"), ("Note", "annulé puis repris", "ready"), ("Statut", "", "ready"),
    ],
)  # fmt: skip
def test_what_the_sheet_itself_calls_off_is_asked(heading, cell, verdict):
    text = f"order;{heading};tracking;carrier\nA1;{cell};6A12345678905;Colissimo\nA2;;6A22345678904;Colissimo"
    first, second = verdicts(text, order("A1"), order("A2"))
    assert (first.verdict.value, second.verdict.value) == (verdict, "ready")
    assert ("row_called_off" in first.codes) is (verdict == "asks")
