"""Order numbers as people write them, and what is none."""

import pytest

from etl.preflight.parcels.order_numbers import order_number


@pytest.mark.parametrize(
    "written",
    [
        "2611210954KBDRE",
        " 2611210954kbdre ",
        "#2611210954-KBDRE",
        "26112109 54KBDRE",
        "N° 2611210954KBDRE",
        "n°2611210954kbdre",
        "Commande n° 2611210954KBDRE",
        "Réf. commande : 2611210954KBDRE",
        "Order #2611210954KBDRE",
        "订单号：2611210954KBDRE",
    ],
)
def test_a_number_is_known_in_any_case_with_signs_and_the_word_before_it(written: str) -> None:
    assert order_number(written) == "2611210954KBDRE"


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("annulée 2611210954KBDRE", "annulée2611210954KBDRE"),
        ("N° 2611210954KBDRE et 2611210955KBDRF", "N°2611210954KBDREet2611210955KBDRF"),
        ("2611210954KBDRE annulée", "2611210954KBDREannulée"),
        ("#A1", "A1"),
    ],
)
def test_anything_else_beside_the_number_leaves_it_as_written(written: str, taken: str) -> None:
    assert order_number(written) == taken
