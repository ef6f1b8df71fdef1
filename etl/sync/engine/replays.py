"""Judges rejected orders again after an update that changed the rules, or when somebody asks."""

from etl.store.warehouse.replays import has_new_rules, replay_rejects
from etl.sync.engine.doors import SyncDoor

RESOURCE = "reject_replay"


def replay(door: SyncDoor, run_id: int) -> None:
    """Land every rejected order again; what fits now leaves the rejects. Asks the marketplace nothing."""
    door.has_landed(replay_rejects(door.warehouse, run_id=run_id, now=door.clock()))


def is_replay_due(door: SyncDoor) -> bool:
    """Have the rules changed since the rejects were judged?"""
    return has_new_rules(door.warehouse)
