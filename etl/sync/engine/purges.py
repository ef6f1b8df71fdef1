"""Forgets what nobody needs any more, once a night: old versions of orders, old idle runs, stock of long ago."""

from etl.store.warehouse.landing import Landed
from etl.store.warehouse.retention import purge_raw, purge_runs, purge_stock_events
from etl.sync.engine.doors import SyncDoor

RESOURCE = "purge"


def purge(door: SyncDoor, _run_id: int) -> None:
    """Drop old runs, and old versions of orders, which the run counts; the newest version of each order stays.

    What was not dropped at once is dropped by the next slice.
    """
    purged = purge_raw(door.warehouse, before=door.clock() - door.pace.raw_kept)
    door.has_landed(Landed(purged.rows, 0, 0))
    if purged.is_more:
        door.leave_unfinished()
        return
    purge_runs(door.warehouse, door.clock())
    purge_stock_events(door.warehouse, door.clock())
