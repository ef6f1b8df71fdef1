"""Judges rejects again after an update that changed the rules, or when somebody asks."""

from collections.abc import Sequence

from etl.store.warehouse.records import Records
from etl.store.warehouse.replays import has_new_rules, replay_rejects
from etl.sync.engine.reader import Reader

RESOURCE = "reject_replay"


def replay(kept: Sequence[Records], reader: Reader, run_id: int) -> None:
    """Land every reject again; what fits now leaves the rejects. Asks the marketplace nothing."""
    for records in kept:
        reader.has_landed(replay_rejects(reader.warehouse, records, run_id=run_id, now=reader.clock()))


def is_replay_due(kept: Sequence[Records], reader: Reader) -> bool:
    """Have the rules changed since the rejects of one of them were judged?"""
    return any(has_new_rules(reader.warehouse, records) for records in kept)
