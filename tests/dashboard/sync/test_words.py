"""The sentence over the Sync page."""

from __future__ import annotations

import pytest

from dashboard.sync.words import sync_sentence
from etl.words.catalogues import speaking


@pytest.mark.parametrize(
    ("differing", "failed", "is_stale", "beginning"),
    [
        (0, 0, False, "The data is fresh"),
        (1, 0, False, "For 1 status"),
        (1, 0, True, "The data is getting old"),
        (1, 2, True, "2 checks failed"),
    ],
)
def test_the_worst_about_the_data_is_said_first(differing, failed, is_stale, beginning):
    with speaking("en"):
        assert sync_sentence(differing, failed, is_stale=is_stale).startswith(beginning)
