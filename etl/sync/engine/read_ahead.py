"""Reads pages ahead on a few threads while the main thread lands: they share the client, its token and its budget."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from etl.octopia.answers import Reply
from etl.octopia.client import Params
from etl.sync.engine.collections import Collection
from etl.sync.engine.reader import Reader

READERS = 4
AHEAD = 8
"""Pages that may wait to be landed, some 2 MB."""
LARGEST_WAIT = 32_000_000
"""Bytes that may wait to be landed; what is on its way then comes on top."""
AHEAD_IN_A_SLICE = 2
"""Between two polls little is asked for before it is known whether there is time for it."""


def pages_ahead(reader: Reader, collection: Collection, queries: Sequence[Params]) -> Iterator[bytes]:
    """The answer to each query, in their order; out of time, to the first of them only, at least one.

    Raises the error of the first that failed.
    """
    most = AHEAD if reader.until is None else AHEAD_IN_A_SLICE
    with ThreadPoolExecutor(READERS, thread_name_prefix="reader") as readers:
        asked: list[Future[Reply]] = []
        try:
            for number, query in enumerate(queries):
                if number and not reader.has_time:
                    break
                asked.append(readers.submit(reader.client.read, collection.path, query, reader.urgency))
                if len(asked) == most or _waiting(asked) >= LARGEST_WAIT:
                    yield _answer(reader, collection, asked.pop(0))
            while asked:
                yield _answer(reader, collection, asked.pop(0))
        finally:
            for waiting in asked:
                waiting.cancel()


def _waiting(asked: Sequence[Future[Reply]]) -> int:
    return sum(len(each.result().body) for each in asked if each.done() and each.exception() is None)


def _answer(reader: Reader, collection: Collection, asked: Future[Reply]) -> bytes:
    reader.stop_if_told()
    reply = asked.result()
    reader.tally.requests += 1
    return reader.read_page(collection, reply)[0].body
