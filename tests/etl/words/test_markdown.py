"""Foreign text, shown as it was written."""

from __future__ import annotations

import pytest

from etl.words.markdown import escape, shortened


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**bold** _it_", "\\*\\*bold\\*\\* \\_it\\_"),
        ("[x](http://a.b)", "\\[x\\]\\(http\\:\u2060//a\\.b\\)"),
        ("www.a.b me@a.b", "www\u2060\\.a\\.b me@\u2060a\\.b"),
        (":red[x] :material/bolt: $5 `code` <b>", "\\:red\\[x\\] \\:material/bolt\\: \\$5 \\`code\\` \\<b\\>"),
        ("Jean-Pierre - <- -> -- a_-b", "Jean-Pierre \\- \\<\\- \\-\\> \\-\\- a\\_\\-b"),
        ("two\nlines\tand\u0000more", "two lines andmore"),
        ("1\u202f299,00\u00a0€", "1\u202f299,00\u00a0€"),
        (None, ""),
    ],
)
def test_text_of_others_is_shown_as_written(written, shown):
    assert escape(written) == shown


def test_text_of_others_is_bounded():
    assert shortened("x" * 500, 10) == "xxxxxxxxx…"
