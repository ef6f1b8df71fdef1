"""Forgets what nobody needs any more, once a night: old versions of orders, old idle runs, stock of long ago."""

from etl.store.warehouse.landing import Landed
from etl.store.warehouse.retention import purge_raw, purge_runs, purge_stock_events
from etl.sync.engine.reader import Reader

RESOURCE = "purge"


def purge(reader: Reader, _run_id: int) -> None:
    """Drop old runs, and old versions of orders, which the run counts; the newest version of each order stays.

    What was not dropped at once is dropped by the next slice.
    """
    purged = purge_raw(reader.warehouse, before=reader.clock() - reader.pace.raw_kept)
    reader.has_landed(Landed(purged.rows, 0, 0))
    if purged.is_more:
        reader.leave_unfinished()
        return
    purge_runs(reader.warehouse, reader.clock())
    purge_stock_events(reader.warehouse, reader.clock())
