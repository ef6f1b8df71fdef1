import pytest

from etl.domain.tracking.carriers import LINKS, tracking_link
from etl.domain.tracking.linked_numbers import LinkedNumber, linked_number, own_patterns


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


OWN = own_patterns(
    {
        "heppner": "https://suivi.ma-boutique.fr/colis?n={number}&cp={postcode}",
        "colissimo": "https://track.example/c/{number}",
        "dpd": "https://track.example/t{number}",
        "gls": "https://track.example/g/{number}{postcode}",
        "ups": "https://twice.example/{number}?n={number}",
        "tnt": "https://ohne.example/",
    }
)


@pytest.mark.parametrize(
    ("url", "number", "names"),
    [
        ("https://suivi.ma-boutique.fr/colis?n=AB12345&cp=33000", "AB12345", {"heppner"}),
        ("suivi.ma-boutique.fr/colis?n=AB12345&cp=", "AB12345", {"heppner"}),
        ("https://track.example/c/6A12345678905/", "6A12345678905", {"colissimo", "la_poste"}),
        ("https://twice.example/1Z1?n=1Z1", "1Z1", {"ups"}),
    ],
)
def test_a_sellers_own_template_proves_the_number(url, number, names):
    assert linked_number(url, OWN) == LinkedNumber(number, frozenset(names))
    assert linked_number(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://track.example/t123456789", "https://track.example/g/12345678933000", "https://twice.example/1?n=2",
        "https://ohne.example/", "https://evil.example/c/6A12345678905",
    ],
)  # fmt: skip
def test_a_template_in_which_the_number_does_not_stand_apart_proves_nothing(url):
    assert linked_number(url, OWN) is None


def test_two_templates_that_read_different_numbers_prove_none():
    first, second = "https://x.example/?a={number}&b={postcode}", "https://x.example/?a={postcode}&b={number}"
    own = own_patterns({"a": first, "b": second})
    assert linked_number("https://x.example/?a=11111&b=22222", own) is None
