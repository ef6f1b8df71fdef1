"""Opens the operations database: the one place that the app and the worker both write.

SQLite in WAL mode with `synchronous=FULL`: what `writing` committed survives a power cut, and readers never wait.
A writer takes the write lock when it begins (`BEGIN IMMEDIATE`), so a transaction that has read can always write.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from etl.store.errors import moving
from etl.store.ops.errors import OpsUnusable, damaged_ops, ops_error
from etl.store.ops.migrations import MIGRATIONS, applied_version, migrate
from etl.store.ops.schema import document_text, ops_metadata, schema_version
from etl.store.ops.sqlite import WRITES, sqlite_engine
from etl.store.places import Places
from etl.store.privacy import PRIVATE_FOLDER, make_private

BUSY_TIMEOUT_SECONDS: Final = 15


def open_ops(location: str | Path, busy_timeout: float = BUSY_TIMEOUT_SECONDS) -> Engine:
    """Open the operations database at a path or an SQLAlchemy URL, creating it and bringing its schema up to date.

    `busy_timeout` is how long, in seconds, a writer waits for another. Raises `OpsTooNew` when a newer Vigie wrote it
    and another `OpsError` when it cannot be used.
    """
    url = _as_url(location)
    try:
        engine = _new_engine(url, busy_timeout)
    except OSError as error:
        raise OpsUnusable(
            f"The operations database {_shown(url)} cannot be opened: {error.strerror}. Check VIGIE_HOME, and that it "
            "is a file in a folder which this account may write."
        ) from error
    except (ImportError, ArgumentError) as error:
        raise OpsUnusable(
            f"The operations database {_shown(url)} cannot be opened: {error}. Correct VIGIE_OPS_URL, or install the "
            "driver it names; without it everything is kept in ops.sqlite under VIGIE_HOME."
        ) from error
    _bring_up_to_date(engine)
    return engine


@contextmanager
def writing(ops: Engine) -> Iterator[Connection]:
    """One short write transaction: committed when the block ends, rolled back when it raises.

    Driver errors come out as `OpsError`, except `IntegrityError`: somebody else wrote the same thing first.
    """
    with _transaction(ops, writes=True) as connection:
        yield connection


@contextmanager
def reading(ops: Engine) -> Iterator[Connection]:
    """One read transaction: every statement in the block sees the same state of the database."""
    with _transaction(ops, writes=False) as connection:
        yield connection


@contextmanager
def _transaction(ops: Engine, *, writes: bool) -> Iterator[Connection]:
    try:
        with ops.connect() as plain:
            connection = plain.execution_options(**{WRITES: writes})
            with connection.begin():
                yield connection
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise ops_error(error, _shown(ops.url)) from error


def _bring_up_to_date(engine: Engine) -> None:
    with reading(engine) as connection:
        version = applied_version(connection)
        if version == 0 and (foreign := inspect(connection).get_table_names()):
            _refuse_foreign(_shown(engine.url), foreign, connection.dialect.name)
    if version != len(MIGRATIONS):
        with writing(engine) as connection:
            migrate(connection)


def _refuse_foreign(database: str, tables: list[str], dialect: str) -> None:
    """A SQLite file of another program is no place for our tables; a database by URL may hold others beside them."""
    ours = sorted(ops_metadata.tables.keys() & set(tables))
    if ours:
        raise damaged_ops(database, f"its table {schema_version.name} is missing or empty")
    if dialect == "sqlite":
        raise OpsUnusable(
            f"{database} is a database of another program (its table {min(tables)[:60]}), and nothing was written "
            "to it: set VIGIE_HOME to a folder of Vigie's own, VIGIE_OPS_URL to another database, or move that file "
            f"away ({moving(Path(database), Path(database).parent / 'damaged')})."
        )


def _refuse_emptied(path: Path) -> None:
    """SQLite takes an empty file for a new database: beside a home that has published, everything would seem undone."""
    if Places(path.parent).current.exists() and path.is_file() and path.stat().st_size == 0:
        raise damaged_ops(str(path), "it is empty")


def examine_ops(engine: Engine) -> None:
    """Read the database through and look for every table and column. Raises `OpsUnusable` with the way out."""
    with reading(engine) as connection:
        shown = _shown(engine.url)
        if connection.dialect.name == "sqlite":
            words = str(connection.exec_driver_sql("pragma quick_check(1)").scalar())
            if words != "ok":
                raise damaged_ops(shown, words.splitlines()[-1][:200])
        found = inspect(connection)
        present = set(found.get_table_names())
        for name, table in ops_metadata.tables.items():
            if name not in present:
                raise damaged_ops(shown, f"it lacks the table {name}")
            missing = set(table.columns.keys()) - {column["name"] for column in found.get_columns(name)}
            if missing:
                raise damaged_ops(shown, f"it lacks the column {name}.{min(missing)}")


def _as_url(location: str | Path) -> URL:
    if isinstance(location, Path) or "://" not in location:
        return URL.create("sqlite", database=str(location))
    try:
        return make_url(location)
    except ArgumentError:
        raise OpsUnusable(
            "VIGIE_OPS_URL is not a database URL; write it as postgresql://user:password@host/name."
        ) from None


def _shown(url: URL) -> str:
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _new_engine(url: URL, busy_timeout: float) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, json_serializer=document_text)
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        _refuse_emptied(Path(url.database))
        make_private(Path(url.database))  # SQLite gives its log and its index the mode of the file
    return sqlite_engine(url, busy_timeout)
