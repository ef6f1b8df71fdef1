"""The sync's own record in the warehouse: runs, watermarks, covered windows."""

from dataclasses import dataclass
from datetime import datetime

from etl.store.warehouse.landing import Landed
from etl.store.warehouse.warehouse import Warehouse


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended: `state` is landed, failed, held_back (quota), refused or interrupted; `error` says why.

    `ends_round`: the other resources would only hear the same.
    """

    state: str
    request_count: int
    page_count: int
    landed: Landed
    error: str | None = None
    ends_round: bool = False


def start_run(warehouse: Warehouse, resource: str, now: datetime) -> int:
    """Open a run of `resource` and answer its id. Ids rise with time; `core` rows carry the run that changed them."""
    # Safe without a sequence: only one process opens the warehouse, and it starts one run after the other.
    run_id = int(str(warehouse.value("select coalesce(max(run_id), 0) + 1 from core.sync_runs")))
    warehouse.run(
        "insert into core.sync_runs (run_id, resource, started_at, state) values (?, ?, ?, 'running')",
        [run_id, resource, now],
    )
    return run_id


def end_run(warehouse: Warehouse, run_id: int, outcome: RunOutcome, now: datetime) -> None:
    """Close a run with its figures and the watermark it left."""
    warehouse.run(
        """
        update core.sync_runs set ended_at = ?, state = ?, request_count = ?, page_count = ?, record_count = ?,
            changed_count = ?, rejected_count = ?, error = ?,
            watermark_at = (
                select any_value(w.watermark_at) from core.watermarks as w where w.resource = sync_runs.resource
            )
        where run_id = ?
        """,
        [
            now,
            outcome.state,
            outcome.request_count,
            outcome.page_count,
            outcome.landed.record_count,
            outcome.landed.changed_count,
            outcome.landed.rejected_count,
            outcome.error,
            run_id,
        ],
    )


def close_interrupted_runs(warehouse: Warehouse, now: datetime) -> None:
    """Mark runs that a killed process left open; what they committed stays."""
    warehouse.run(
        "update core.sync_runs set state = 'interrupted', ended_at = ?, error = 'the process ended' "
        "where state = 'running'",
        [now],
    )


def watermark(warehouse: Warehouse, resource: str) -> datetime | None:
    """Up to which `updatedAt` everything has been landed, or None before the first run."""
    found = warehouse.value("select watermark_at from core.watermarks where resource = ?", [resource])
    return found if isinstance(found, datetime) else None


def move_watermark(warehouse: Warehouse, resource: str, to: datetime, now: datetime) -> None:
    """Advance the watermark; it never goes back. Belongs in the transaction of the rows it speaks of."""
    warehouse.run(
        """
        merge into core.watermarks as w
        using (select ? as resource, ?::timestamptz as watermark_at, ?::timestamptz as moved_at) as n
        on w.resource = n.resource
        when matched and n.watermark_at > w.watermark_at
            then update set watermark_at = n.watermark_at, moved_at = n.moved_at
        when not matched then insert (resource, watermark_at, moved_at) values (n.resource, n.watermark_at, n.moved_at)
        """,
        [resource, to, now],
    )


def succeeded_at(warehouse: Warehouse, resource: str) -> datetime | None:
    """When a run of `resource` last landed, or None."""
    # The last by its id: its instant may be older than that of one before the clock was set back.
    found = warehouse.value(
        "select max_by(ended_at, run_id) from core.sync_runs where resource = ? and state = 'landed'", [resource]
    )
    return found if isinstance(found, datetime) else None


def first_succeeded_at(warehouse: Warehouse, resource: str) -> datetime | None:
    """When a run of `resource` landed for the first time, or None."""
    found = warehouse.value(
        "select min_by(ended_at, run_id) from core.sync_runs where resource = ? and state = 'landed'", [resource]
    )
    return found if isinstance(found, datetime) else None
