"""Judges rejected orders again after an update that changed the rules, or when somebody asks."""

from etl.store.warehouse.replays import has_new_rules, replay_rejects
from etl.sync.engine.reader import Reader

RESOURCE = "reject_replay"


def replay(reader: Reader, run_id: int) -> None:
    """Land every rejected order again; what fits now leaves the rejects. Asks the marketplace nothing."""
    reader.has_landed(replay_rejects(reader.warehouse, run_id=run_id, now=reader.clock()))


def is_replay_due(reader: Reader) -> bool:
    """Have the rules changed since the rejects were judged?"""
    return has_new_rules(reader.warehouse)
