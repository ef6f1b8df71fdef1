import pytest

from etl.domain.tracking.floors import is_like_a_date, is_rounded, number_floor, one_number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("#N/A", "number_is_none"),
        ("#REF!", "number_is_none"),
        ("0", "number_is_none"),
        ("0000000000", "number_is_none"),
        ("11111111", "number_is_none"),
        ("12,50", "number_is_none"),
        ("12.50 €", "number_is_none"),
        ("NON DISPONIBLE", "number_is_none"),
        ("sans suivi", "number_is_none"),
        ("Lettre simple 20g", "number_is_none"),
        ("en attente (2)", "number_is_none"),
        ("à venir", "number_is_none"),
        ("pending-1", "number_is_none"),
        ("待发货", "number_is_none"),
        ("28/11/2026", "number_is_date"),
        ("11/28/2026", "number_is_date"),
        ("28-11-2026", "number_is_date"),
        ("28.11.26", "number_is_date"),
        ("28 11 2026", "number_is_date"),
        ("28 nov. 2026", "number_is_date"),
        ("Nov 28, 2026", "number_is_date"),
        ("2026-11-28 00:00:00", "number_is_date"),
        ("14:30", "number_is_date"),
        ("https://www.laposte.fr/outils/suivre-vos-envois?code=3X00287566855", "number_is_address"),
        ("www.dpd.fr/1", "number_is_address"),
        ("trace.dpd.fr/fr/trace/02905678901234", "number_is_address"),
        ("colis1@example.fr", "number_is_address"),
        ("6A12345678905,6A22345678904", "number_several"),
        ("6A12345678905;6A22345678904", "number_several"),
        ("6A12345678905\n6A22345678904", "number_several"),
        ("6A12345678905|6A22345678904", "number_several"),
        ("6A12345678905 + 6A22345678904", "number_several"),
        ("6A12345678905 et 6A22345678904", "number_several"),
        ("6A12345678905，6A22345678904", "number_several"),
        ("CP00A1 / CP00A2", "number_several"),
        ("JVGTC00A1 JVGTC00A2", "number_several"),
        ("0041234567 0041234568", "number_several"),
        ("0041234567-0041234568", "number_several"),
        ("1234567 1234568", "number_several"),
        ("６A12345678905", "number_foreign"),
        ("\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", "number_foreign"),
        ("6\u041012345678905", "number_foreign"),
        ("6A12345678905?", "number_foreign"),
        ("待定1", "number_foreign"),
        ("3X00287566855", None),
        ("6A 1234 5678 905", None),
        ("1Z 999 AA1 01 2345 6784", None),
        ("34G/FR/1", None),
        ("NOV12345678", None),
        ("12345678", None),
        ("1-2-3", None),
        ("XX0", None),
        ("", None),
        (None, None),
    ],
)
def test_what_is_no_number_whatever_the_carrier_is_named(text: str | None, kind: str | None) -> None:
    floor = number_floor(text)
    assert (floor and floor.kind) == kind


@pytest.mark.parametrize(
    ("text", "carrier", "number"),
    [
        ("6A 1234 5678 905", "Colissimo", "6A12345678905"),
        ("6a-1234-5678-905", "Colissimo", "6a12345678905"),
        ("6A\u00a01234.5678\u202f905", "Colissimo", "6A12345678905"),
        ("1Z 999 AA1 01 2345 6784", "UPS", "1Z999AA10123456784"),
        ("XY 123456785 FR", "Chronopost", "XY123456785FR"),
        ("1234 5678", "Mondial Relay", "12345678"),
        ("0299 0567 8901 23", "DPD", "02990567890123"),
        ("RC 1234567890", "Relais Colis", None),
        ("RC12 3456 7890", "Relais Colis", "RC1234567890"),
        ("Colis 1234567890", "Relais Colis", None),
        ("CHRONO 1234567", "Chronopost", None),
        ("12345678 12", "Mondial Relay", None),
        ("1234567 1234568", "DPD", None),
        ("0041234567 0041234568", "GLS", None),
        ("RC123456 RC123457", "Relais Colis", None),
        ("JV 123456", "GEODIS", None),
        ("6A12345678905", "Colissimo", "6A12345678905"),
        ("", "Colissimo", None),
    ],
)
def test_blanks_go_only_within_one_number_of_the_carriers_shape(text: str, carrier: str, number: str | None) -> None:
    assert one_number(text, carrier) == number


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        ("34043416109404200", True),
        ("340434161094042557", False),
        ("123456789012345", False),
        ("1234567890123450", True),
    ],
)
def test_zeros_behind_fifteen_digits_are_a_spreadsheets(number: str, rounded: bool) -> None:
    assert is_rounded(number) is rounded


@pytest.mark.parametrize(
    ("number", "like"), [("28112026", True), ("20261128", True), ("46354", True), ("12345678", False), ("4635", False)]
)
def test_digits_of_a_day_are_doubted(number: str, like: bool) -> None:
    assert is_like_a_date(number) is like
