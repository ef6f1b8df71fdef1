"""The warehouse: `work.duckdb` with the marts being built beside it. One process opens it, the worker."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import polars as pl

from etl.store.contract import refuse_newer_home
from etl.store.errors import DiskFull, StoreError, WarehouseBusy, WarehouseDamaged
from etl.store.inspection import holder_of, is_held
from etl.store.places import Places
from etl.store.privacy import keep_private, make_home
from etl.store.sql_files import sql_query, sql_statements
from etl.store.warehouse.damage import (
    damaged,
    note_made_tables,
    refuse_foreign_files,
    refuse_strange_tables,
    worker_files,
)

MEMORY_LIMIT = "750MB"
"""The process holds some 600 MB beside: frames, pages read ahead, Python. Together they stay under 1.5 GB."""
CHECKPOINT_AT = "256MB"
"""Size of the log that makes DuckDB rewrite its newest rows into the file. At its own 16 MB a first sync would pack the
same half-filled row group again and again."""
ANALYSTS_STORAGE = "v1.4.0"
"""The oldest DuckDB whose clients must be able to open the analysts' file."""
MARTS_ROW_GROUP = 61_440
"""Half of DuckDB's own: each checkpoint packs the last group of every table again. Smaller ones make a larger file."""

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_ROOM_WORDS = ("No space left", "Disk quota exceeded", "File too large")


class Warehouse:
    """The one read-write connection. Not thread-safe: the sync owns it.

    Schemas `raw` and `core`; the attached databases `marts` and `private` are what gets published.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, places: Places) -> None:
        self._connection = connection
        self.places = places

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files, so that another process may open them."""
        self._connection.close()

    def reopen(self) -> None:
        """Open the files anew: DuckDB gives up those it could not write for want of room, also once there is some."""
        self.close()
        self._connection = _connected(self.places)

    def run(self, sql: str, params: list[object] | None = None) -> None:
        """Execute one statement for its effect."""
        with translated_errors(self.places):
            self._connection.execute(sql, params or [])

    def run_file(self, name: str, **variables: object) -> None:
        """Execute `sql/<name>.sql`, in which each of `variables` is read with `getvariable`."""
        statements = sql_statements(name)
        with translated_errors(self.places):
            for variable, value in variables.items():
                self.set_variable(variable, value)
            for statement in statements:
                self._connection.execute(statement)

    def frame(self, sql: str, params: list[object] | None = None) -> pl.DataFrame:
        """The rows of one query."""
        with translated_errors(self.places):
            frame: pl.DataFrame = self._connection.sql(sql, params=params or []).pl()
        return frame

    def marts_frame(self, sql: str, params: dict[str, object]) -> pl.DataFrame:
        """The rows of a query that names the marts as the published files do, without their database."""
        # A cursor of its own: `use` would stay with the connection. A cursor begins with the machine's time zone.
        with translated_errors(self.places), self._connection.cursor() as cursor:
            cursor.execute("use marts")
            cursor.execute("set timezone = 'UTC'")
            frame: pl.DataFrame = (cursor.sql(sql, params=params) if params else cursor.sql(sql)).pl()
        return frame

    def frame_of(self, name: str, **variables: object) -> pl.DataFrame:
        """The rows of the one query in `sql/<name>.sql`."""
        for variable, value in variables.items():
            self.set_variable(variable, value)
        return self.frame(sql_query(name))

    def value(self, sql: str, params: list[object] | None = None) -> object:
        """The first value of the first row, or None when there is no row."""
        frame = self.frame(sql, params)
        return frame.item(0, 0) if frame.height else None

    @contextmanager
    def lending(self, name: str, frame: object) -> Iterator[None]:
        """Make `frame` (Arrow or Polars) readable as the relation `name` inside the block."""
        self._connection.register(name, frame)
        yield
        # Not in a finally: inside a transaction that has failed it would only hide the error; the next one replaces it.
        self._connection.unregister(name)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. DuckDB lets one transaction write to one database: `core` or `marts`, not both."""
        self.run("begin transaction")
        try:
            yield
        except BaseException:  # a Ctrl-C too: the next statement must not run inside what was left half done
            with suppress(duckdb.Error):  # a connection that died of the first error cannot roll back either
                self._connection.execute("rollback")
            raise
        self.run("commit")

    def set_variable(self, variable: str, value: object) -> None:
        """Give the value that statements read with `getvariable(variable)` from now on."""
        # Bound as it is, a variable has the type of its value, and a query that compares it may be refused.
        if isinstance(value, datetime):
            self._connection.execute(f"set variable {variable} = ?::timestamptz", [value.isoformat()])
        elif isinstance(value, int):
            self._connection.execute(f"set variable {variable} = ?::bigint", [value])
        else:
            self._connection.execute(f"set variable {variable} = ?", [value])


def open_warehouse(places: Places) -> Warehouse:
    """Open the warehouse, creating what is missing.

    Raises `WarehouseBusy` when another process holds it, `WarehouseDamaged` when the file is not a database,
    `DiskFull` when there is no room, `SnapshotNewer` before anything is written to the home of a newer version.
    """
    refuse_newer_home(places)
    return Warehouse(_connected(places), places)


def _connected(places: Places) -> duckdb.DuckDBPyConnection:
    with translated_errors(places):
        # Before the files are made: what DuckDB creates has the mode of the process.
        keep_private()
        make_home(places)
        refuse_foreign_files(places)
        connection = duckdb.connect(str(places.work))
        try:
            _configure(connection, places)
        except BaseException:
            connection.close()
            raise
    return connection


def _configure(connection: duckdb.DuckDBPyConnection, places: Places) -> None:
    refuse_strange_tables(connection, places)
    connection.execute("set timezone = 'UTC'")
    connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
    connection.execute(f"set checkpoint_threshold = '{CHECKPOINT_AT}'")
    connection.execute("set preserve_insertion_order = false")
    connection.execute("set temp_directory = ?", [str(places.spill)])
    form = f"storage_version '{ANALYSTS_STORAGE}', row_group_size {MARTS_ROW_GROUP}"
    connection.execute(f"attach {quoted(places.marts_building)} as marts ({form})")
    connection.execute(f"attach {quoted(places.private_building)} as private")
    for statement in sql_statements("schema/work"):
        connection.execute(statement)
    note_made_tables(connection)
    for database in ("marts", "private"):
        _forget_foreign_build(connection, database)


def _forget_foreign_build(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """Have marts built anew that know of runs this warehouse does not: it was moved away, or a backup put in its place.

    Otherwise what is read now would count as built already, its runs having numbers that were given before.
    """
    tables = "select count(*) from duckdb_tables() where database_name = ? and table_name = 'build'"
    if connection.execute(tables, [database]).fetchall() != [(0,)]:
        known = "select coalesce(max(run_id), 0) from core.sync_runs"
        connection.execute(f"delete from {database}.build where applied_run_id > ({known})")


def quoted(path: os.PathLike[str]) -> str:
    """A path as an SQL string literal, for statements that take no parameters."""
    return "'" + os.fspath(path).replace("'", "''") + "'"


@contextmanager
def translated_errors(places: Places) -> Iterator[None]:
    """Turn the driver's errors, and those of the files under home, into ours, at this one boundary.

    An error about a file elsewhere is a mistake of the program, not of the home, and stays what it is.
    """
    try:
        yield
    except OSError as error:
        if not _is_about_home(error, places):
            raise
        raise _translated(error, places) from error
    except duckdb.Error as error:
        raise _translated(error, places) from error


def _is_about_home(error: OSError, places: Places) -> bool:
    if not isinstance(error.filename, str | os.PathLike):
        return True  # a write that failed names no file: DuckDB's, or a full disk
    file, home = Path(error.filename).absolute(), Path(places.home).absolute()
    # a folder above home that is missing or closed is a matter of home, too
    return file.is_relative_to(home) or home.is_relative_to(file)


def _translated(error: Exception, places: Places) -> Exception:  # noqa: PLR0911 - one for each kind of trouble
    text = str(error)
    if is_held(error):
        pid = holder_of(error)
        who = f"process {pid}" if pid else "another process"
        return WarehouseBusy(f"{places.work.name} is busy, held by {who}: one worker at a time.", pid)
    if getattr(error, "errno", None) in _NO_ROOM or any(words in text for words in _NO_ROOM_WORDS):
        return DiskFull(f"No room left on the disk of {places.home}: free some, nothing that was committed is lost.")
    if isinstance(error, OSError) or "Permission denied" in text or "Read-only file system" in text:
        reason = getattr(error, "strerror", None) or text.splitlines()[0]
        return StoreError(f"{places.home} cannot be used: {reason}. Check VIGIE_HOME and its permissions.")
    path = next((path for path in worker_files(places) if str(path) in text), None)
    if path is not None and isinstance(error, (duckdb.IOException, duckdb.InvalidInputException)):
        return damaged(path, f"cannot be read ({text.splitlines()[0][:200]})", places)
    if isinstance(error, (duckdb.SerializationException, duckdb.IOException)) or "Corrupt database file" in text:
        return WarehouseDamaged(
            f"A file of the worker under {places.home} cannot be read ({text.splitlines()[0][:200]}). Stop the worker "
            "and run `vigie doctor`: it reads every file through and says which one it is, and what to do."
        )
    if isinstance(error, (duckdb.FatalException, duckdb.InternalException, duckdb.OutOfMemoryException)):
        return StoreError(f"DuckDB gave up ({text.splitlines()[0][:200]}). Start the worker again; nothing is lost.")
    return error
