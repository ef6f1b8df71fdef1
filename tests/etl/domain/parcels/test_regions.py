"""Home, overseas, abroad; and which places keep the time of Paris."""

import pytest

from etl.domain.parcels.regions import keeps_paris_time, region


@pytest.mark.parametrize(
    ("country", "postcode", "where"),
    [
        ("FR", "59000", "home"),
        ("fr ", "20137", "home"),
        ("FR", "1000", "home"),
        ("FR", 97433, "overseas"),
        ("FR", "97 433", "overseas"),
        (None, "97433", "overseas"),
        ("FR", "98800", "overseas"),
        ("FR", "98000", "home"),
        ("MC", "98000", "home"),
        ("RE", None, "overseas"),
        ("BE", "1000", "abroad"),
        ("FR", "B-1000", "abroad"),
        ("DE", "97433", "abroad"),
        (None, None, "home"),
        ("", "", "home"),
        ({}, [], "home"),
    ],
)
def test_where_a_parcel_goes(country: object, postcode: object, where: str) -> None:
    assert region(country, postcode) == where


def test_what_the_carrier_says_counts_where_the_order_says_nothing() -> None:
    assert region(None, None, "BE") == "abroad"
    assert region(None, "59000", "BE") == "home"


@pytest.mark.parametrize(
    ("country", "postcode", "place", "keeps"),
    [
        ("FR", None, "Lyon, FR", True),
        (None, None, "Lyon, FR", True),
        (None, None, "Lyon, France", True),
        (None, None, "PARIS FR", True),
        (None, None, "Paris, Île-de-France", True),
        (None, None, "Fort-de-France", False),
        (None, None, "SAINT-FR", False),
        (None, None, "Lyon", False),
        (None, None, "SAINT-LO", False),
        (None, None, "Poznań, PL", False),
        ("FR", "97420", "Le Port", False),
        ("FR", None, "97400 Saint-Denis, FR", False),
        ("FR", None, "Saint-Denis, La Réunion", False),
        ("RE", None, "Saint-Denis", False),
        (None, None, None, False),
    ],
)
def test_only_a_place_that_is_certainly_in_mainland_france_keeps_paris_time(
    country: object, postcode: object, place: object, keeps: bool
) -> None:
    assert keeps_paris_time(country, postcode, place) is keeps
