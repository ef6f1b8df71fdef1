"""The sentence over the queue."""

from __future__ import annotations

from dashboard.orders.words import queue_sentence
from etl.words.catalogues import speaking


def test_the_queue_is_counted():
    with speaking("en"):
        assert queue_sentence(1, 16) == "1 order to answer, 16 orders to ship."
