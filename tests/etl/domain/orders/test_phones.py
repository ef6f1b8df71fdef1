"""Who can be reached by a pick-up point's message."""

from __future__ import annotations

import pytest

from etl.domain.orders.phones import has_mobile


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        ("0612345678", "FR"), ("06 12 34 56 78", "FR"), ("07.12.34.56.78", "FR"), ("06-12-34-56-78", None),
        ("+33612345678", "FR"), ("+33 (0)6 12 34 56 78", "FR"), ("0033 7 12 34 56 78", "FR"), ("33612345678", "FR"),
        ("612345678", "FR"), ("0690123456", "GP"), ("+590 691 12 34 56", "GP"), ("0694123456", "GF"),
        ("0696123456", "MQ"), ("0697123456", "FR"), ("+262 692 12 34 56", "RE"), ("0693123456", "RE"),
        ("0639123456", "YT"), ("0692123456", "FR"), ("0470 12 34 56", "BE"), ("+32 470 12 34 56", "FR"),
        ("+352 621 123 456", "LU"), ("079 123 45 67", "CH"), ("+49 151 23456789", "DE"), ("+377 6 12 34 56 78", "MC"),
        ("01 23 45 67 89 / 06 12 34 56 78", "FR"), ("+86 138 0013 8000", "FR"),
    ],
)  # fmt: skip
def test_a_mobile_is_reached(phone, country):
    assert has_mobile(phone, country)


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        (None, "FR"), ("", "FR"), (" - ", "FR"), ("0000000000", "FR"), ("00 00 00 00 00", "FR"), ("+000000000", "FR"),
        ("0123456789", "FR"), ("05 56 12 34 56", "FR"), ("09 70 80 90 00", "FR"), ("0800123456", "FR"),
        ("+33 1 23 45 67 89", "FR"), ("0033556123456", "FR"), ("0590 12 34 56", "GP"), ("+262 262 12 34 56", "RE"),
        ("02 123 45 67", "BE"), ("+32 2 123 45 67", "BE"), ("+352 27 12 34 56", "LU"), ("06123", "FR"),
        ("061234567890", "FR"), ("sans", "FR"), ("٠٦١٢٣٤٥٦٧٨", "FR"),
    ],
)  # fmt: skip
def test_zeros_a_landline_and_what_is_no_number_reach_nobody(phone, country):
    assert not has_mobile(phone, country)
