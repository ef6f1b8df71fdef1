"""How the records of one collection are kept: the names a subject gives, and what the warehouse does with any of them.

`raw.<resource>` holds every version as it came; `core.<table>` holds one row per record, typed by the subject, always
with the columns `<key>`, `updated_at`, `payload_hash`, `fetched_at`, `run_id`, `absent_count` and `is_missing`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from etl.domain.time.windows import Window
from etl.store.warehouse.warehouse import Warehouse


@dataclass(frozen=True)
class Records:
    """One collection in the warehouse. The names of SQL files are relative to `sql/`, without their ending.

    `staging` turns `pages(body)` into three temp tables:
    `landed_records(payload, payload_hash, fields)`, every record of the pages, whatever it is;
    `staged_records(landed_row, key, alias, updated_at, payload_hash)`, what fits, the newest version of each key, with
    the rowid of its landed record; `alias` is the name by which a record is known that misses its key, or null;
    `misfit_records(key, reason, payload, payload_hash)`, what does not fit and why.
    `core` types what is in `changed_records` into the tables of the subject. `drift` fills
    `drift_seen(kind, path, example, record_count)` with what the contract does not know.
    """

    resource: str
    table: str
    key: str
    staging: str
    core: str
    drift: str | None = None
    former: tuple[str, ...] = ()
    """Columns of the table whose value before the change `core` wants to know, as `former_<column>`."""
    finds_doubled: bool = False
    """Whether staging also fills `doubled_records`, not empty when a key stands twice in an object of a record."""
    details: str | None = None
    """When the list tells only part of a record: the name under which the readings of the rest are queued, by the
    `urgency` that staging then gives in `staged_records`."""


def find_changes(warehouse: Warehouse, records: Records) -> None:
    """Fill `changed_records` from `staged_records`: what is new or differs, with what stood there before.

    An older version never overwrites a newer one; the same version changes nothing. Records without a date of their
    own are told apart by their contents only.
    """
    former = "".join(f"c.{column} as former_{column}, " for column in records.former)
    # names come from the subjects' declarations, never from outside
    warehouse.run(f"""
        create or replace temp table changed_records as
        select
            s.*,
            {former}
            c.fetched_at as former_fetched_at,
            s.payload_hash is distinct from c.payload_hash as is_new_payload,
            c.{records.key} is null as is_first_sight
        from staged_records as s
        left join core.{records.table} as c on c.{records.key} = s.key
        where c.{records.key} is null
            or (
                coalesce(s.updated_at >= c.updated_at, true)
                -- found after all: only being absent twice running is missing
                and (s.payload_hash <> c.payload_hash or c.absent_count > 0)
            )
    """)


def keep_payloads(warehouse: Warehouse, records: Records, *, run_id: int, fetched_at: datetime) -> None:
    """Add to raw the payloads that differ from the last ones."""
    warehouse.run(
        f"""
        insert into raw.{records.resource}
        select c.key, l.payload, c.payload_hash, c.updated_at, ?::timestamptz, ?
        from changed_records as c
        join landed_records as l on l.rowid = c.landed_row
        where c.is_new_payload
        """,
        [fetched_at, run_id],
    )


def count_absent(warehouse: Warehouse, records: Records, *, run_id: int) -> None:
    """Count `absent(key)`, records the marketplace no longer has. Twice running is missing; nothing is ever deleted."""
    # The second time decides: a list whose pages shift while we read leaves out a record that is still there.
    warehouse.run(
        f"""
        update core.{records.table}
        set absent_count = absent_count + 1, is_missing = absent_count + 1 >= 2, run_id = ?
        where {records.key} in (select key from absent)
        """,
        [run_id],
    )


def absent_keys(
    warehouse: Warehouse, records: Records, source: str, only: tuple[str, Iterable[str]] | None = None
) -> list[str]:
    """Keys of records not missing yet that `source(key)` does not hold; `only` those whose column has such a value."""
    column, values = only or (records.key, ())
    frame = warehouse.frame(
        f"""
        select {records.key} as key
        from core.{records.table}
        where not coalesce(is_missing, false)
            and (? or list_contains(?, {column}))
            and {records.key} not in (select key from {source})
        """,
        [only is None, list(values)],
    )
    return [str(key) for key in frame["key"]]


def count_created(warehouse: Warehouse, records: Records, window: Window) -> int:
    """How many of our records were created within a window, its end included, as the marketplace is asked."""
    return int(
        str(
            warehouse.value(f"select count(*) from core.{records.table} where created_at between ? and ?", list(window))
        )
    )


def drop_outdated(warehouse: Warehouse, records: Records, *, before: datetime, at_once: int) -> int:
    """Drop versions a newer one has replaced, fetched before an instant; answer how many.

    In the order of the guard in `find_changes`: the version that stands in core is the one that stays.
    """
    warehouse.run(
        f"""
        create or replace temp table outdated_versions as
        select version_row
        from (
            select
                rowid as version_row,
                fetched_at,
                row_number() over (
                    partition by key order by source_updated_at desc nulls last, fetched_at desc, rowid desc
                ) as age
            from raw.{records.resource}
        )
        where age > 1 and fetched_at < ?::timestamptz
        limit ?
        """,
        [before, at_once],
    )
    warehouse.run(f"delete from raw.{records.resource} where rowid in (select version_row from outdated_versions)")
    return int(str(warehouse.value("select count(*) from outdated_versions")))
