import pytest

from etl.domain.characters import plain_line, visible, visible_values


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x1b", "\x7f", "\x85", "\u00ad", "\u200b", "\u200f", "\u202e", "\u2060", "\u2066", "\ufeff", "\ud83d"],
)
def test_what_nobody_sees_is_taken_out(character: str) -> None:
    assert visible(f"6A{character}12") == "6A12"
    assert plain_line(f"{character}6A12{character}") == "6A12"


def test_letters_accents_line_ends_and_whole_emoji_stay() -> None:
    assert visible("é 订单\tß\n🙂") == "é 订单\tß\n🙂"


def test_every_kind_of_space_becomes_a_plain_one_in_a_line_only() -> None:
    assert plain_line("6A\u00a012\u202f34\u3000") == "6A 12 34 "
    assert visible("12\u00a0€") == "12\u00a0€"


def test_a_document_is_made_visible_however_deep_its_texts_stand() -> None:
    given = {"a\u200b": "x\ufeff", "b": [{"c": "\u202ey"}, ("z\x00", 1, None)], "d": 2.5}
    assert visible_values(given) == {"a": "x", "b": [{"c": "y"}, ["z", 1, None]], "d": 2.5}
