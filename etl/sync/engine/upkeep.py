"""What is done with what has landed, without asking the marketplace: rejects judged again, old versions forgotten."""

from collections.abc import Callable, Sequence
from datetime import datetime

from etl.store.warehouse import replays
from etl.store.warehouse.landing import Landed
from etl.store.warehouse.records import Records
from etl.store.warehouse.retention import purge_raw, purge_runs
from etl.store.warehouse.warehouse import Warehouse
from etl.sync.engine.reader import Reader

REPLAY = "reject_replay"
PURGE = "purge"

Forget = Callable[[Warehouse, datetime], None]
"""Drops what a subject no longer needs at an instant (UTC)."""


def has_new_rules(kept: Sequence[Records], reader: Reader) -> bool:
    """Has an update changed the rules since the rejects of one of them were judged?"""
    return any(replays.has_new_rules(reader.warehouse, records) for records in kept)


def replay(kept: Sequence[Records], reader: Reader, run_id: int) -> None:
    """Land every reject again; what fits now leaves the rejects."""
    for records in kept:
        reader.has_landed(replays.replay_rejects(reader.warehouse, records, run_id=run_id, now=reader.clock()))


def purge(kept: Sequence[Records], forgets: Sequence[Forget], reader: Reader, _run_id: int) -> None:
    """Drop old runs, and old versions of records, which the run counts; the newest version of each stays.

    What was not dropped at once is dropped by the next slice.
    """
    # The marketplace's time: by a clock of ours that leapt ahead everything would be old enough to go.
    now = min(reader.clock(), reader.marketplace_now)
    for records in kept:
        purged = purge_raw(reader.warehouse, records, before=now - reader.pace.raw_kept)
        reader.has_landed(Landed(purged.rows, 0, 0))
        if purged.is_more:
            reader.leave_unfinished()
            return
    purge_runs(reader.warehouse, now)
    for forget in forgets:
        forget(reader.warehouse, now)
