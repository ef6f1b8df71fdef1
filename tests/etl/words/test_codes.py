"""The words for codes of the marketplace."""

from __future__ import annotations

from etl.words.catalogues import speaking
from etl.words.codes import ORDER_STATUSES, word


def test_a_code_without_a_word_is_shown_as_it_is():
    with speaking("fr"):
        assert word(ORDER_STATUSES, "InPreparation") == "À préparer"
        assert word(ORDER_STATUSES, "SomethingNew") == "SomethingNew"
        assert word(ORDER_STATUSES, None) == "–"
