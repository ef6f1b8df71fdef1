"""Numbers that carriers, or those who parse them for a living, publish as valid or as wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.domain.tracking.check_digits import (
    CheckDigit,
    colissimo_key,
    fedex_express_digit,
    fedex_ground_digit,
    mod_7,
    mod_37_36,
    s10_digit,
    ups_digit,
)

CAPITALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize(
    ("check", "serial", "digit"),
    [
        pytest.param(colissimo_key, "0028756685", "5", id="Colissimo 3X00287566855"),
        pytest.param(colissimo_key, "0000977586", "2", id="La Poste sandbox 8K00009775862"),
        pytest.param(s10_digit, "36857413", "3", id="XN368574133FR"),
        pytest.param(s10_digit, "11272041", "3", id="EW112720413FR"),
        pytest.param(s10_digit, "12345678", "5", id="RB123456785GB"),
        pytest.param(mod_37_36, "09980000020033", "F", id="DPD 09980000020033F"),
        pytest.param(mod_37_36, "09980000020034", "D", id="DPD 09980000020034D"),
        pytest.param(mod_37_36, "008182709980000020033350276", "C", id="DPD label C"),
        pytest.param(mod_37_36, "008182709980000020045327276", "N", id="DPD label N"),
        pytest.param(ups_digit, "5R8939035756712", "7", id="UPS 1Z5R89390357567127"),
        pytest.param(ups_digit, "879E93034683444", "0", id="UPS 1Z879E930346834440"),
        pytest.param(ups_digit, "410E7W039275159", "1", id="UPS 1Z410E7W0392751591"),
        pytest.param(fedex_express_digit, "98657878885", "5", id="FedEx 986578788855"),
        pytest.param(fedex_express_digit, "97436766271", "0", id="FedEx 974367662710"),
        pytest.param(fedex_express_digit, "0077901797269", "7", id="FedEx of 34 digits"),
        pytest.param(fedex_ground_digit, "04144176022896", "4", id="FedEx 041441760228964"),
        pytest.param(fedex_ground_digit, "56828361001273", "4", id="FedEx 568283610012734"),
        pytest.param(fedex_ground_digit, "98765431234567", "2", id="FedEx 9611020987654312345672"),
        pytest.param(mod_7, "331881002", "5", id="DHL 3318810025"),
        pytest.param(mod_7, "7389105114", "6", id="DHL 73891051146"),
    ],
)
def test_published_numbers_bear_the_digit_we_compute(check: CheckDigit, serial: str, digit: str) -> None:
    assert check(serial) == digit


def test_the_remainders_0_and_1_of_s10_are_written_5_and_0() -> None:
    assert s10_digit("00000000") == "5"
    assert s10_digit("00000008") == "0"  # 8 x 7 = 56 = 5 x 11 + 1


@given(serial=st.text("0123456789", min_size=10, max_size=10), place=st.integers(0, 9), by=st.integers(1, 9))
def test_one_mistyped_digit_never_keeps_a_colissimo_key(serial: str, place: int, by: int) -> None:
    mistyped = serial[:place] + str((int(serial[place]) + by) % 10) + serial[place + 1 :]
    assert colissimo_key(mistyped) != colissimo_key(serial)


@given(
    serial=st.text(CAPITALS, min_size=14, max_size=14),
    place=st.integers(0, 13),
    other=st.sampled_from(CAPITALS),
)
def test_one_mistyped_character_never_keeps_a_mod_37_36_character(serial: str, place: int, other: str) -> None:
    mistyped = serial[:place] + other + serial[place + 1 :]
    assert (mod_37_36(mistyped) == mod_37_36(serial)) is (mistyped == serial)
