"""Headings wherever they stand and whatever they are called; what stands below unknown ones; two readings asked."""

from __future__ import annotations

import pytest

from etl.domain.errors import Choice, UnreadableSheet
from etl.domain.tracking.linked_numbers import own_patterns
from etl.preflight.parcels.columns import recognised_columns
from etl.preflight.parcels.readings import Reading
from etl.preflight.parcels.rows import parcel_sheet, tidied
from etl.preflight.sheets.text import rows_of_text

CARRIERS = ("Colissimo", "Chronopost", "DPD", "GLS", "Mondial Relay", "autre")
A, B = "2611191922TFVOD", "2611202002MSUND"
ONE, TWO = "6A12345678905", "6A22345678904"


def read(text):
    sheet = parcel_sheet(rows_of_text(text), CARRIERS)
    return [(row.number, row.order_id, row.parcel_number, row.carrier_name) for row in sheet.rows]


@pytest.mark.parametrize(
    "heading",
    [
        "order-id\ttracking-number\tcarrier-name",
        "Order - Number\tShipment - Tracking Number\tCarrier - Carrier Selected",
        "external_order_id\tpackage tracking number\tcourier_code",
        "Référence commande\tNuméro de colis\tTransporteur",
        "Numéro de commande\tNuméro de tracking\tExpéditeur",
        "Bestellnummer\tSendungsnummer\tVersanddienstleister",
        "Número de pedido\tNúmero de seguimiento\tTransportista",
        "Numero ordine\tNumero spedizione\tCorriere",
        "Bestelnummer\tTrack & Trace\tVervoerder",
        "平台单号\t物流跟踪号\t物流渠道商",
        "Votre référence\tN° de LT\tTransporteur",
        "Réf. interne\tColis\tPrestataire",
    ],
)
def test_headings_of_other_tools_are_known(heading):
    assert read(f"{heading}\n{A}\t{ONE}\tColissimo") == [(2, A, ONE, "Colissimo")]


def test_titles_and_empty_rows_stand_above_the_headings():
    text = f"Suivi des expéditions;;\n;;\nle 28/11;;\nCommande;N° de suivi;Transporteur\n{A};{ONE};Colissimo"
    sheet = parcel_sheet(rows_of_text(text), CARRIERS)
    assert [(row.number, row.order_id) for row in sheet.rows] == [(5, A)]
    assert (sheet.headings, sheet.left_out) == (("Commande", "N° de suivi", "Transporteur"), 2)


def test_headings_that_come_again_are_no_parcels():
    text = f"order;tracking;carrier\n{A};{ONE};Colissimo\nOrder;Tracking;Carrier\n{B};{TWO};Colissimo"
    assert [row[0] for row in read(text)] == [2, 4]


def test_an_unknown_heading_is_known_by_what_stands_below_it():
    assert read(f"Ref X;Barre;Prestataire\n{A};{ONE};Colissimo") == [(2, A, ONE, "Colissimo")]


def test_a_phone_number_is_no_tracking_number_though_it_has_the_length_of_one():
    with pytest.raises(UnreadableSheet) as refused:
        read(f"Commande;Téléphone;Transporteur\n{A};0612345678;Mondial Relay")
    assert (refused.value.kind, refused.value.detail) == ("column_missing", "parcel_number")


@pytest.mark.parametrize(
    ("heading", "detail"),
    [
        ("Commande;Numéro de suivi;Tracking number", "parcel_number|Numéro de suivi|Tracking number"),
        ("Commande;Barre 1;Barre 2", "parcel_number|Barre 1|Barre 2"),
    ],
)
def test_two_columns_that_say_different_things_are_asked_and_never_guessed(heading, detail):
    with pytest.raises(UnreadableSheet) as refused:
        recognised_columns(rows_of_text(f"{heading};Transporteur\n{A};{ONE};{TWO};Colissimo"), CARRIERS)
    assert (refused.value.kind, refused.value.detail) == ("column_unclear", detail)


def test_two_columns_that_agree_are_one():
    text = f"Commande;Numéro de suivi;Tracking number;Transporteur\n{A};{ONE};{ONE};Colissimo\n{B};{TWO};;Colissimo"
    assert [row[2] for row in read(text)] == [ONE, TWO]


def test_the_column_with_order_numbers_wins_over_another_tools_own_number():
    text = f"Order ID;Shop order id;Tracking;Carrier\n1001;{A};{ONE};Colissimo\n1002;{B};{TWO};Colissimo"
    assert [row[1] for row in read(text)] == [A, B]


@pytest.mark.parametrize(
    "order", [A.lower(), f"#{A}", f"'{A}", f'="{A}"', f"{A[:4]} {A[4:]}", f"{A[:10]}-{A[10:]}", f"“{A}”"]
)
def test_an_order_number_is_known_in_any_case_and_with_signs(order):
    assert [row[1] for row in read(f"order\ttracking\tcarrier\n{order}\t{ONE}\tColissimo")] == [A]


@pytest.mark.parametrize(
    ("line", "number", "carrier"),
    [
        (f"{A} : {ONE} Colissimo", ONE, "Colissimo"),
        (f"{A} {ONE} (Colissimo)", ONE, "Colissimo"),
        (f"- commande {A}, suivi n° {ONE}, via colissimo.", ONE, "colissimo"),
        (f"{A}: 6A 1234 5678 905 COLISSIMO", "6A 1234 5678 905", "COLISSIMO"),
        (f"{A} -> XY 123456785 FR Chronopost", "XY 123456785 FR", "Chronopost"),
        (f"{A} JV 123456 autre", "JV 123456", ""),
        (f"{A} : 12345678 ou 12345679 Mondial Relay", "12345678 ou 12345679", "Mondial Relay"),
    ],
)
def test_a_mail_is_read_by_its_lines_that_name_an_order(line, number, carrier):
    told = f"Bonjour,\nvoici les suivis, comme promis :\n\n{line}\n\nCordialement, Jean"
    assert read(told) == [(4, A, number, carrier)]


def test_prose_around_a_table_is_left_out():
    sheet = parcel_sheet(rows_of_text(f"Bonjour,\n\n{A};{ONE};Colissimo\n{B};{TWO};Colissimo\nMerci !"), CARRIERS)
    assert ([row.parcel_number for row in sheet.rows], sheet.left_out) == ([ONE, TWO], 2)


TWO_NUMBERS = f"Commande;N° de suivi;Tracking;Transporteur\n{A};{ONE};{TWO};Colissimo\n{B};{TWO};{ONE};Colissimo"


def chosen(text, reading):
    sheet = parcel_sheet(rows_of_text(text), CARRIERS, reading)
    return [(row.order_id, row.parcel_number) for row in sheet.rows]


def test_two_columns_that_could_be_one_are_offered_with_what_stands_in_them():
    with pytest.raises(UnreadableSheet) as refused:
        read(TWO_NUMBERS)
    assert refused.value.choices == (Choice(1, "N° de suivi", ONE), Choice(2, "Tracking", TWO))
    for choice, number in zip(refused.value.choices, (ONE, TWO), strict=True):
        assert chosen(TWO_NUMBERS, Reading().chosen(refused.value, choice))[0] == (A, number)


@pytest.mark.parametrize("column", ["tracking", "3", 2])
def test_a_column_is_named_by_its_heading_or_its_number(column):
    assert chosen(TWO_NUMBERS, Reading(columns={"parcel_number": column})) == [(A, TWO), (B, ONE)]


@pytest.mark.parametrize(
    ("column", "kind"), [("Suivi 2", "column_unknown"), ("9", "column_unknown"), ("0", "column_unknown")]
)
def test_a_column_that_is_not_there_is_said_to_be(column, kind):
    with pytest.raises(UnreadableSheet) as refused:
        chosen(TWO_NUMBERS, Reading(columns={"parcel_number": column}))
    assert (refused.value.kind, refused.value.detail) == (kind, column)


def test_of_a_column_that_nothing_tells_every_filled_one_is_offered():
    text = f"Commande;Alpha;Beta;Leer\n{A};B12;x;\n{B};B13;y;"
    with pytest.raises(UnreadableSheet) as refused:
        read(text)
    assert (refused.value.kind, refused.value.detail) == ("column_missing", "parcel_number")
    assert refused.value.choices == (Choice(1, "Alpha", "B12"), Choice(2, "Beta", "x"))
    assert chosen(text, Reading().chosen(refused.value, refused.value.choices[0])) == [(A, "B12"), (B, "B13")]


def test_a_sellers_own_tracking_page_in_the_numbers_column_gives_its_number():
    links = own_patterns({"heppner": "https://suivi.example/colis?n={number}"})
    text = f"Commande;Suivi;Transporteur\n{A};https://suivi.example/colis?n=AB12345;Heppner"
    [row] = parcel_sheet(rows_of_text(text), CARRIERS, Reading(links=links)).rows
    assert (row.parcel_number, row.tracking_url) == ("AB12345", "https://suivi.example/colis?n=AB12345")
    assert tidied(row, "Heppner").parcel_number == "AB12345"
    assert tidied(row, "GLS").parcel_number == "https://suivi.example/colis?n=AB12345"
    [plain] = parcel_sheet(rows_of_text(text), CARRIERS).rows
    assert plain.parcel_number == "https://suivi.example/colis?n=AB12345"


@pytest.mark.parametrize(
    ("said", "remarks"),
    [
        ("Commande annulée", ("row_called_off",)),
        ("Attention, ne pas expédier", ("row_called_off",)),
        ("please do not ship", ("row_called_off",)),
        ("请勿发货", ("row_called_off",)),
        ("comme convenu, avoid the lift", ()),
    ],
)
def test_a_line_of_a_mail_that_speaks_of_calling_off_waits_for_a_person(said, remarks):
    told = f"Bonjour,\n{said} {A} 6A12345678905 Colissimo\nMerci"
    [row] = parcel_sheet(rows_of_text(told), CARRIERS).rows
    assert (row.parcel_number, row.remarks) == ("6A12345678905", remarks)
