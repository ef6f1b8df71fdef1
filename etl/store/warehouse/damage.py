"""Files of the worker that are not what they should be: seen before anything is written, each with its way out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from etl.store.errors import StoreError, WarehouseDamaged, moving
from etl.store.inspection import flaw, foreign_words, shape_of
from etl.store.places import Places

_MADE: Final = "core.tables_made"
_BUILT: Final = {"build": frozenset[str]()}
_OURS: Final = ("raw.", "core.")


def way_out(path: Path, places: Places) -> str:
    """What to do about a file of the worker that cannot be used; every step is tried in a test."""
    away = f"Stop the worker, move it away ({moving(path, places.home / 'damaged')})"
    if path == places.work:
        return (
            f"{away} and start the worker again: it reads the marketplace anew, as far back as VIGIE_HISTORY_DAYS; "
            "`vigie backfill` reads the rest. Actions stay: they stand in the operations database. Keep the file: when "
            "statuses were seen to change stands nowhere else."
        )
    return f"{away} and start the worker again: it is built anew from {places.work.name}, nothing is lost."


def worker_files(places: Places) -> tuple[Path, Path, Path]:
    """The files that the worker alone opens."""
    return places.work, places.marts_building, places.private_building


def refuse_foreign_files(places: Places) -> None:
    """Raise `WarehouseDamaged` for a file of the worker that is no DuckDB database, before DuckDB has touched it."""
    for path in worker_files(places):
        if path.exists() and (words := foreign_words(path)) is not None:
            raise damaged(path, words, places)


def refuse_strange_tables(connection: duckdb.DuckDBPyConnection, places: Places) -> None:
    """Raise for a warehouse of another program, or one in which tables that were made are gone.

    Made anew they would be empty: what stands in `raw` already would never reach them again.
    """
    found = shape_of(connection)
    if found and not any(name.startswith(_OURS) for name in found):
        raise StoreError(
            f"{places.work} is a database of another program, and nothing was written to it: set VIGIE_HOME to a "
            f"folder of Vigie's own, or move that file away ({moving(places.work, places.home / 'damaged')})."
        )
    if (lost := lost_tables(connection, found)) is not None:
        raise damaged(places.work, f"lacks the table {lost}", places)


def lost_tables(connection: duckdb.DuckDBPyConnection, found: dict[str, frozenset[str]]) -> str | None:
    """The first table that a start of Vigie has made and that is gone."""
    if _MADE not in found:
        return None
    made = [name for (name,) in connection.execute(f"select name from {_MADE} order by name").fetchall()]
    return next((name for name in made if name not in found), None)


def note_made_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Write down which tables there are, so that the next start knows what is gone from what is new."""
    names = sorted(shape_of(connection))
    if [name for (name,) in connection.execute(f"select name from {_MADE} order by name").fetchall()] != names:
        connection.execute(f"delete from {_MADE}")
        connection.executemany(f"insert into {_MADE} values (?)", [[name] for name in names])


def damaged(path: Path, words: str, places: Places) -> WarehouseDamaged:
    """The error that names the file, what is wrong with it and the way out."""
    return WarehouseDamaged(f"{path} {words}. {way_out(path, places)}")


def examine_worker_files(places: Places) -> None:
    """Read through what the worker alone opens. Raises `WarehouseDamaged`, or `WarehouseBusy` while one runs."""
    for path in worker_files(places):
        wanted = {} if path == places.work else _BUILT
        if path.exists() and (words := flaw(path, wanted, may_be_new=True)) is not None:
            raise damaged(path, words, places)
    if places.work.exists():
        with duckdb.connect(str(places.work), read_only=True) as connection:
            refuse_strange_tables(connection, places)
