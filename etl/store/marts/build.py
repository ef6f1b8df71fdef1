"""Builds the marts: families of tables thing by thing, what is kept by difference, and wholly what is small.

Every build is idempotent: it applies what changed in `core` since the run it last applied, so a build that is cut short
is simply done again.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime

import polars as pl

from etl.domain.time.clock import PARIS
from etl.store.marts.families import in_building_order, note_changed, replace_all
from etl.store.marts.gate import note_unchecked
from etl.store.marts.moving import copy_after, copy_before, states_by_time
from etl.store.marts.plan import Build, Plan
from etl.store.marts.schema import ensure_marts, ensure_private, note_build
from etl.store.warehouse.warehouse import Warehouse


def build_marts(warehouse: Warehouse, plan: Plan, ops_frames: Mapping[str, pl.DataFrame], now: datetime) -> int:
    """Bring marts and private tables up to `core` at `now`; answer how many things were built that follow no others.

    `ops_frames` are lent under their names: `ops_actions`, `ops_events` (see `ops.mirror`) and `edited_thresholds`
    (see `levels.thresholds`).
    """
    _build_private(warehouse, plan, now)
    build = _begun(warehouse, plan, ops_frames, now)
    with _lent(build):
        changed = note_changed(build)
        note_unchecked(build)
        with warehouse.transaction():
            _build_families(build, plan)
            for step in plan.steps:
                step(build)
            note_build(warehouse, "marts", build.last_run_id, now, is_new=build.is_new)
    return changed


def _build_private(warehouse: Warehouse, plan: Plan, now: datetime) -> None:
    is_new = ensure_private(warehouse, now)
    build = _of(warehouse, "private", plan, {}, now, is_new=is_new)
    note_changed(build)
    with warehouse.transaction():
        replace_all(build)
        note_build(warehouse, "private", build.last_run_id, now, is_new=is_new)


def _begun(warehouse: Warehouse, plan: Plan, frames: Mapping[str, pl.DataFrame], now: datetime) -> Build:
    is_new = ensure_marts(warehouse, plan, now)
    return _of(warehouse, "marts", plan, frames, now, is_new=is_new)


def _of(
    warehouse: Warehouse, database: str, plan: Plan, frames: Mapping[str, pl.DataFrame], now: datetime, *, is_new: bool
) -> Build:
    families = in_building_order(plan.families if database == "marts" else plan.private)
    applied = -1 if is_new else int(str(warehouse.value(f"select any_value(applied_run_id) from {database}.build")))
    return Build(warehouse, database, families, frames, now, applied, _last_ended_run(warehouse), is_new)


def _last_ended_run(warehouse: Warehouse) -> int:
    """Answer the run up to which no further row can come: the last one before the first that still goes on."""
    going_on = "min(run_id) filter (state = 'running')"
    return int(str(warehouse.value(f"select coalesce({going_on} - 1, max(run_id), 0) from core.sync_runs")))


@contextmanager
def _lent(build: Build) -> Iterator[None]:
    with ExitStack() as stack:
        for name, frame in build.frames.items():
            stack.enter_context(build.warehouse.lending(name, frame))
        yield


def _build_families(build: Build, plan: Plan) -> None:
    """Replace what has changed, bring obligations up to `now`, and count what is kept by difference."""
    if not build.is_new:
        copy_before(build)
        for counted in plan.counted:
            counted.before(build)
    replace_all(build)
    states_by_time(build)
    if build.is_new or _is_recount_due(build):
        for counted in plan.counted:
            counted.whole(build)
        return
    copy_after(build)
    for counted in plan.counted:
        counted.after(build)


def _is_recount_due(build: Build) -> bool:
    """Were the days last counted on another Paris day, or never?"""
    built_at = build.warehouse.value("select any_value(built_at) from marts.build")
    return not isinstance(built_at, datetime) or built_at.astimezone(PARIS).date() != build.today
