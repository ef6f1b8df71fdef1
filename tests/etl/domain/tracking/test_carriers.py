import pytest

from etl.domain.tracking.carriers import (
    FAMILIES,
    LINKS,
    LinkTemplate,
    TrackingLink,
    carrier_families,
    carrier_family,
    plain_label,
    tracking_link,
)
from etl.domain.tracking.shapes import SHAPES


@pytest.mark.parametrize(
    ("label", "family"),
    [
        ("Colis Privé ", "colis_prive"),
        ("COLIS PRIVE", "colis_prive"),
        (" La  Poste", "la_poste"),
        ("Colissimo", "la_poste"),
        ("Chronopost", "chronopost"),
        ("Chronofresh", "chronopost"),
        ("DHL", "dhl"),
        ("DHL Express", "dhl"),
        ("Deutsche Post", "deutsche_post"),
        ("mondial-relay", "mondial_relay"),
        ("MondialRelay", "mondial_relay"),
        ("Relais_Colis", "relais_colis"),
        ("Colis PrivÃ©", "colis_prive"),
        ("La Poste / Colissimo", "la_poste"),
        ("Chronopost France", "chronopost"),
        ("dsv DSV dpd", None),
        ("DPD UK", None),
        ("France", None),
        ("autre", None),
        ("", None),
        (None, None),
    ],
)
def test_labels_are_recognised_whatever_their_spaces_case_accents_and_signs(
    label: str | None, family: str | None
) -> None:
    assert carrier_family(label) == family


def test_a_label_that_names_two_carriers_means_neither_alone() -> None:
    label = "La Poste / Colissimo / Chronopost / Chronofresh"

    assert carrier_families(label) == ("la_poste", "chronopost")
    assert carrier_family(label) is None


def test_every_label_is_written_plainly_and_every_shape_and_link_belongs_to_a_family() -> None:
    assert {label for label in FAMILIES if plain_label(label) != label} == set()
    assert set(SHAPES) | set(LINKS) == set(FAMILIES.values())


def test_a_link_opens_on_the_parcel() -> None:
    assert tracking_link("Colissimo ", "3X00287566855") == TrackingLink(
        "https://www.laposte.fr/outils/suivre-vos-envois?code=3X00287566855", is_deep=True
    )


def test_mondial_relay_needs_the_postcode_and_is_followed_elsewhere_without_it() -> None:
    assert tracking_link("Mondial Relay", "12345678", "33000").url == (
        "https://www.mondialrelay.fr/suivi-de-colis?numeroExpedition=12345678&codePostal=33000"
    )
    assert tracking_link("Mondial Relay", "12345678").url == "https://t.17track.net/fr#nums=12345678"


def test_relais_colis_has_no_link_to_one_parcel() -> None:
    assert tracking_link("Relais Colis", "ABCDEFGHIJ") == TrackingLink(
        "https://www.relaiscolis.com/suivi-de-colis/", is_deep=False
    )


@pytest.mark.parametrize("label", [None, "autre", "Hermes"])
def test_an_unknown_carrier_is_followed_on_17track(label: str | None) -> None:
    assert tracking_link(label, "X1").url == "https://t.17track.net/fr#nums=X1"


def test_a_number_cannot_add_to_the_address() -> None:
    assert (
        tracking_link("GLS", "1&x=/{zip}").url == "https://gls-group.com/FR/fr/suivi-colis?match=1%26x%3D%2F%7Bzip%7D"
    )


def test_templates_can_be_replaced() -> None:
    own = {"gls": LinkTemplate("https://gls.example/{n}/{zip}")}
    assert tracking_link("GLS", "12345678", "69001", links=own).url == "https://gls.example/12345678/69001"
