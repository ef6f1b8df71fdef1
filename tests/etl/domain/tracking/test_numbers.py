import pytest

from etl.domain.tracking.numbers import (
    Assessment,
    Problem,
    Verdict,
    assess_number,
    normalised_number,
    parcel_number_problems,
    tracking_url_problems,
)

OK, SHAPE, WRONG = Verdict.CHECK_DIGIT_OK, Verdict.SHAPE_OK, Verdict.WRONG_SHAPE


def test_a_number_is_written_in_capitals_without_spaces_and_dashes_of_any_kind() -> None:
    assert normalised_number(" 3x 0028\u00a07566\u2011855-\u200b") == "3X00287566855"
    assert normalised_number(None) == ""


# --- what the marketplace refuses ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [None, "", "   "])
def test_a_missing_number_is_a_problem(text: str | None) -> None:
    assert parcel_number_problems(text) == [Problem("number_missing")]


def test_fifty_characters_may_be_sent_and_fifty_one_may_not() -> None:
    assert parcel_number_problems("A" * 50) == []
    assert parcel_number_problems("A" * 51) == [Problem("number_too_long", "51")]


@pytest.mark.parametrize("character", ['"', "'", ",", " ", "&", "*", "$"])
def test_each_character_the_marketplace_forbids_is_named(character: str) -> None:
    assert parcel_number_problems(f"34G{character}FR{character}1") == [Problem("number_characters", character)]


def test_all_problems_of_a_number_are_told_at_once() -> None:
    assert parcel_number_problems("*" + "A" * 50 + "&*") == [
        Problem("number_too_long", "53"),
        Problem("number_characters", "*&"),
    ]


def test_spaces_around_a_number_are_no_problem() -> None:
    assert parcel_number_problems(" 3X00287566855\n") == []


@pytest.mark.parametrize(
    ("url", "problems"),
    [
        (None, []),
        ("", []),
        ("https://www.laposte.fr/outils/suivre-vos-envois?code=3X00287566855", []),
        ("http://example.com/1", []),
        ("www.example.com/34GFRTG43", []),
        ("ftp://example.com/1", [Problem("url_not_web")]),
        ("javascript:alert(1)", [Problem("url_not_web")]),
        ("javascript://www.example.com/%0aalert(1)", [Problem("url_not_web")]),
        ("3X00287566855", [Problem("url_not_web")]),
        ("https://localhost", [Problem("url_not_web")]),
        ("https://example.com/a b", [Problem("url_not_web")]),
        ("https://[example.com", [Problem("url_not_web")]),
    ],
)
def test_a_tracking_url_is_a_web_address_or_absent(url: str | None, problems: list[Problem]) -> None:
    assert tracking_url_problems(url) == problems


def test_a_tracking_url_has_at_most_255_characters() -> None:
    url = "https://example.com/"
    assert tracking_url_problems(url.ljust(255, "1")) == []
    assert tracking_url_problems(url.ljust(256, "1")) == [Problem("url_too_long", "256")]
    assert tracking_url_problems("x" * 256) == [Problem("url_too_long", "256"), Problem("url_not_web")]


# --- how far a number can be believed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "carrier", "verdict", "shape", "remarks"),
    [
        ("", "Colissimo", Verdict.MISSING, None, ()),
        ("3X00287566855", "Colissimo", OK, "colissimo", ()),
        ("3x 0028 7566 855", "La Poste ", OK, "colissimo", ()),
        ("8K00009775862", "Colissimo", OK, "colissimo", ()),
        ("8D00432154798", "Colissimo", SHAPE, "colissimo", ("wrong_check_digit",)),
        ("8R00000000000", "Colissimo", OK, "colissimo", ("return_label",)),
        ("XN368574133FR", "Colissimo", OK, "s10", ()),
        ("123", "Colissimo", WRONG, None, ("wrong_shape",)),
        ("XN368574133FR", "Chronopost", OK, "s10", ()),
        ("XN368574134FR", "Chronopost", SHAPE, "s10", ("wrong_check_digit",)),
        ("123456789012345", "Chronofresh", SHAPE, "chronopost", ()),
        ("EW112720413FR", "China Post", OK, "s10", ()),
        ("09980000020033", "DPD", SHAPE, "dpd", ()),
        ("09980000020033F", "DPD", OK, "dpd", ()),
        ("09980000020033E", "DPD", SHAPE, "dpd", ("wrong_check_digit",)),
        ("00 81827 0998 0000 0200 33 350 276 C", "DPD", OK, "dpd_label", ()),
        ("1Z5R89390357567127", "UPS", OK, "ups", ()),
        ("1Z1111111111111111", "UPS", SHAPE, "ups", ("wrong_check_digit",)),
        ("986578788855", "FedEx", OK, "fedex_express", ()),
        ("1001921334250001000300779017972697", "FedEx", OK, "fedex_label", ()),
        ("0414 4176 0228 964", "FedEx", OK, "fedex_ground", ()),
        ("9611020987654312345672", "FedEx", OK, "fedex_ground_96", ()),
        ("3318810025", "DHL", OK, "dhl_express", ()),
        ("3318810010", "DHL Express", SHAPE, "dhl_express", ("wrong_check_digit",)),
        ("JJD0099999999", "DHL", SHAPE, "dhl_piece", ()),
        ("GM2951173225174494", "DHL", SHAPE, "dhl_ecommerce", ()),
        ("RX123456785DE", "Deutsche Post", OK, "s10", ()),
        ("YT1234567890123456", "Yun Express", SHAPE, "yun_express", ()),
        ("LTN12345678N1", "Landmark", SHAPE, "landmark", ()),
        ("ABCDEFGHIJ", "Relais Colis", SHAPE, "relais_colis", ()),
        ("12345678901", "GLS", SHAPE, "gls", ()),
        ("123456789", "GLS", WRONG, None, ("wrong_shape",)),
        ("CP1234567890", "Colis Privé", None, None, ("no_known_shape",)),
        ("ANYTHING1", "autre", None, None, ("no_known_shape",)),
        ("ANYTHING1", None, None, None, ("no_known_shape",)),
    ],
)
def test_a_number_climbs_the_ladder_of_its_carrier(
    number: str, carrier: str | None, verdict: Verdict | None, shape: str | None, remarks: tuple[str, ...]
) -> None:
    assert assess_number(number, carrier) == Assessment(normalised_number(number), verdict, shape, remarks)


def test_the_ladder_is_ordered_from_missing_to_confirmed() -> None:
    assert [int(rung) for rung in (Verdict.MISSING, WRONG, SHAPE, OK)] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("number", "verdict"), [("12345678", SHAPE), ("1234567890", SHAPE), ("123456789012", SHAPE), ("123456789", WRONG)]
)
def test_mondial_relay_has_8_10_or_12_digits_and_needs_the_postcode(number: str, verdict: Verdict) -> None:
    assert assess_number(number, "Mondial Relay", "33000").verdict == verdict
    assert "postcode_needed" not in assess_number(number, "Mondial Relay", "33000").remarks
    assert assess_number(number, "Mondial Relay").remarks[-1] == "postcode_needed"


def test_digits_of_other_scripts_are_not_digits() -> None:
    assert assess_number("１２３４５６７８", "Mondial Relay", "33000").verdict == WRONG


def test_a_full_number_is_matched_and_not_a_part_of_it() -> None:
    assert assess_number("3X00287566855X", "Colissimo").verdict == WRONG
    assert assess_number("X3X00287566855", "Colissimo").verdict == WRONG
