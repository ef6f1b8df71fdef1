"""What looks wrong about an address, from its parts alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from etl.domain.orders.destinations import Destination, destination_findings, is_pickup_mode

HOME = Destination("FR", "33000", "Bordeaux", ("12 rue des Lilas", "", ""), "+33600000000", None)


def findings(*places, channel="CDISFR", mode="TrackedHomeDelivery"):
    return destination_findings(places, sales_channel_id=channel, delivery_modes=[mode])


def test_an_ordinary_address_has_no_findings():
    assert findings(HOME) == frozenset()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"city": "  "}, {"town_missing"}),
        ({"street_lines": ("", "", "")}, {"street_missing"}),
        ({"postal_code": None}, {"postcode_missing"}),
        ({"postal_code": "3300"}, {"postcode_shape"}),
        ({"postal_code": "33 000"}, {"postcode_shape"}),
        ({"postal_code": "٣٣٠٠٠"}, {"postcode_shape"}),
        ({"postal_code": "96000"}, {"department_unknown"}),
        ({"postal_code": "97900"}, {"department_unknown"}),
        ({"postal_code": "20090"}, set()),
        ({"postal_code": "97110"}, {"overseas"}),
        ({"postal_code": "97110", "country_code": "GP"}, {"overseas"}),
        ({"postal_code": "97200", "country_code": "GP"}, {"overseas", "postcode_of_another_country"}),
        ({"postal_code": "98000"}, set()),
        ({"postal_code": "06000", "country_code": "MC"}, {"postcode_of_another_country"}),
        ({"postal_code": "1000", "country_code": "BE"}, {"abroad"}),
        ({"postal_code": "10000", "country_code": "be"}, {"abroad", "postcode_shape"}),
        ({"country_code": None}, set()),
        ({"street_lines": ("BP 123", "", "")}, {"po_box"}),
        ({"street_lines": ("12 rue du BP", "", "")}, set()),
        ({"city": "LILLE CEDEX 9"}, {"po_box"}),
        ({"postal_code": "00200", "city": "ARMEES"}, {"military"}),
        ({"city": "BREST ARMEES", "postal_code": "29240"}, {"military"}),
        ({"street_lines": ("1er RE", "SP 85000", "")}, {"military"}),
        ({"street_lines": ("Armée de terre", "12 rue X", "")}, {"military"}),
        ({"street_lines": ("3 place des Armées", "", "")}, set()),
        ({"street_lines": ("8 avenue de la Grande Armée", "rue de la 1re Armée", "")}, set()),
        ({"street_lines": ("12 rue des Lilas", "Bat B P3", "")}, set()),
        ({"street_lines": ("Bât. BP3", "ABP 12", "rue du CS 12345")}, set()),
        ({"street_lines": ("12 rue du CS", "CS 3", "rue du Cedex")}, set()),
        ({"street_lines": ("ZI Nord", "CS 10 001", "")}, {"po_box"}),
        ({"street_lines": ("12 rue X B.P. 40", "", "")}, {"po_box"}),
        ({"street_lines": ("TSA 12345", "", "")}, {"po_box"}),
        ({"street_lines": ("59009 LILLE CEDEX", "", "")}, {"po_box"}),
        ({"city": "Lille Cédex"}, {"po_box"}),
        ({"pickup_id": "P12345", "phone": "00 00 00 00 00"}, {"relay_phone_missing"}),
        ({"pickup_id": "P12345", "phone": "05 56 12 34 56"}, {"relay_phone_missing"}),
        ({"pickup_id": "P12345", "phone": " - "}, {"relay_phone_missing"}),
        ({"pickup_id": "P12345"}, set()),
    ],
)
def test_each_oddity_is_named(changes, found):
    assert findings(replace(HOME, **changes)) == found


def test_a_relay_mode_wants_a_point_and_a_phone():
    assert findings(replace(HOME, phone=None), mode="TrackedPickUpDelivery") == {"relay_unknown", "relay_phone_missing"}


def test_another_channel_may_sell_abroad():
    assert findings(replace(HOME, country_code="BE", postal_code="1000"), channel="SCID01") == frozenset()


def test_lines_that_go_to_two_places_are_told():
    assert findings(HOME, replace(HOME, city="Pessac", postal_code="33600")) == {"several_addresses"}
    assert findings(HOME, HOME) == frozenset()


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("TrackedPickUpDelivery", True), ("Point relais", True), ("TrackedHomeDelivery", False), (None, False)],
)
def test_relay_modes_are_known_by_their_words(mode, expected):
    assert is_pickup_mode(mode) is expected
