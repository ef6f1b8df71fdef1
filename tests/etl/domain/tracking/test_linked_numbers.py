import pytest

from etl.domain.tracking.carriers import LINKS, tracking_link
from etl.domain.tracking.linked_numbers import linked_number


@pytest.mark.parametrize(
    ("url", "number", "families"),
    [
        ("https://t.17track.net/fr#nums=LP00123456789", "LP00123456789", set()),
        ("https://trace.dpd.fr/fr/trace/02905678901234", "02905678901234", {"dpd"}),
        ("www.laposte.fr/outils/suivre-vos-envois?code=6A12345678905", "6A12345678905", {"la_poste"}),
        ("http://laposte.fr/outils/suivre-vos-envois?code=6A12345678905&lang=fr", "6A12345678905", {"la_poste"}),
        (
            "https://www.dhl.com/fr-fr/home/tracking.html?tracking-id=8270772786",
            "8270772786",
            {"dhl", "deutsche_post"},
        ),
    ],
)
def test_a_number_is_taken_out_of_an_address_of_our_templates(url: str, number: str, families: set[str]) -> None:
    found = linked_number(url)
    assert found is not None
    assert (found.number, set(found.families)) == (number, families)


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/outils/suivre-vos-envois?code=6A1", "https://www.laposte.fr/", "6A12345678905", "", "a b"],
)
def test_any_other_address_proves_nothing(url: str) -> None:
    assert linked_number(url) is None


@pytest.mark.parametrize("family", [family for family, link in LINKS.items() if "{n}" in link.url])
def test_every_template_gives_back_the_number_that_it_was_filled_with(family: str) -> None:
    label = {"la_poste": "La Poste", "4px": "4PX"}.get(family, family.replace("_", " "))
    found = linked_number(tracking_link(label, "AB12/345", "33000").url)
    assert found is not None
    assert (found.number, family in found.families) == ("AB12/345", True)
