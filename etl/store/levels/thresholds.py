"""The lines people set for the service levels: each change is kept, with who made it and when."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from datetime import date, datetime

import polars as pl
from sqlalchemy import Engine, func, insert, select

from etl.domain.levels.thresholds import is_enforced_limit
from etl.domain.registry import DIRECTIONS
from etl.store.errors import StoreError
from etl.store.ops.database import reading, writing
from etl.store.ops.schema import threshold_edit


class ThresholdRefused(StoreError):
    """The lines make no sense; nothing was written."""


@dataclass(frozen=True)
class ThresholdEdit:
    """Lines as somebody set them: percentages that hold from the Paris day `valid_from`; `set_at` is UTC."""

    metric: str
    alert: float
    limit: float
    valid_from: date
    set_by: str
    set_at: datetime


def edit_threshold(
    ops: Engine, metric: str, *, alert: float, limit: float, valid_from: date, by: str, now: datetime
) -> None:
    """Set the lines of a metric from a day on; earlier edits stay in the history.

    A limit of 0 with direction min or of 100 with max means that nothing is enforced. Raises `ThresholdRefused` for a
    metric that is not known, lines outside 0 to 100 and an alert on the wrong side of its limit.
    """
    problem = _problem(metric, alert, limit)
    if problem:
        raise ThresholdRefused(problem)
    edit = ThresholdEdit(metric, float(alert), float(limit), valid_from, by, now)
    with writing(ops) as connection:
        connection.execute(insert(threshold_edit).values(dict(zip(_COLUMNS, astuple(edit), strict=True))))


def threshold_edits(ops: Engine) -> list[ThresholdEdit]:
    """Every edit there was, the oldest first."""
    chosen = select(*(threshold_edit.c[name] for name in _COLUMNS)).order_by(threshold_edit.c.edit_id)
    with reading(ops) as connection:
        return [ThresholdEdit(*row) for row in connection.execute(chosen)]


def last_edit_at(ops: Engine) -> datetime | None:
    """When lines were last set (UTC), or None when they never were."""
    with reading(ops) as connection:
        set_at: datetime | None = connection.scalar(select(func.max(threshold_edit.c.set_at)))
    return set_at


def edited_thresholds(ops: Engine) -> pl.DataFrame:
    """The same as a frame for the marts: metric, alert, limit, direction, source, valid_from, set_by, set_at."""
    edits = pl.DataFrame([astuple(edit) for edit in threshold_edits(ops)], schema=_EDITS, orient="row")
    direction = pl.col("metric").replace_strict(DIRECTIONS, default=None, return_dtype=pl.String)
    return edits.with_columns(direction=direction, source=pl.lit("edited"))


_EDITS = pl.Schema(
    {
        "metric": pl.String(),
        "alert": pl.Float64(),
        "limit": pl.Float64(),
        "valid_from": pl.Date(),
        "set_by": pl.String(),
        "set_at": pl.Datetime("us", "UTC"),
    }
)
_COLUMNS = tuple(_EDITS)


def _problem(metric: str, alert: float, limit: float) -> str | None:
    if metric not in DIRECTIONS:
        return f"There is no service level {metric}: choose one of {', '.join(DIRECTIONS)}."
    if not all(math.isfinite(line) and 0 <= line <= 100 for line in (alert, limit)):
        return f"The lines of {metric} are percentages: {alert:g} and {limit:g} must both lie between 0 and 100."
    direction = DIRECTIONS[metric]
    is_wrong_side = alert < limit if direction == "min" else alert > limit
    if is_wrong_side and is_enforced_limit(limit, direction):
        side = "below" if direction == "min" else "above"
        return (
            f"The alert of {metric} must come before its limit: {alert:g} is {side} {limit:g}, "
            "so it would warn only when it is too late. Swap the two, or set both to the same."
        )
    return None
