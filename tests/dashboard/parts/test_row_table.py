"""Small tables: a short Chinese word is not broken after any of its characters, a sentence may be."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from etl.words.markdown import joined, unbroken


def shown() -> None:
    from dashboard.parts.row_table import row_table  # noqa: PLC0415 - a script of its own

    row_table([{"数量": "待接受", "规则": "平台规定的最迟发货时间", "SKU": "PER-0146", "n": 2}], "two words")


def test_a_short_word_stays_whole_and_a_sentence_can_end_a_line():
    table = AppTest.from_function(shown).run().table[0].value
    assert list(table.columns) == [joined("数量"), joined("规则"), "SKU", "n"]
    assert list(table.iloc[0]) == [joined("待接受"), "平台规定的最迟发货时间", "PER-0146", 2]


def test_what_is_joined_reads_the_same_without_the_joiners():
    assert joined("数量 30 天").replace("\u2060", "") == "数量 30 天"
    assert joined("数量") == "数\u2060量"
    assert unbroken("4.5 天内") == "4.5\u00a0天\u2060内"
