"""What a page judges by: its snapshot with answers kept, its outbox and its instant."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dashboard.parts.desk import Desk
from dashboard.parts.rows import kept_rows
from etl.preflight.basis import Basis, snapshot_basis
from etl.store.snapshots.reading import Parameter
from etl.store.snapshots.snapshots import Snapshot


def basis_of(desk: Desk, snapshot: Snapshot) -> Basis:
    """The basis of one run of a page."""

    def rows(file: Path, /, **parameters: Parameter) -> pl.DataFrame:
        return kept_rows(snapshot, file, **parameters)

    return snapshot_basis(snapshot, desk.ops, desk.now, read_at=desk.read_at or desk.now, rows=rows)
