"""What the Carriers page and the ship form ask about how carriers deliver."""

from __future__ import annotations

from typing import Final

from dashboard.parts.questions import Question, question
from dashboard.parts.rows import rows
from etl.store.snapshots.snapshots import Snapshot

WINDOWS: Final = (30, 90, 365)
ENOUGH: Final = 20
"""Fewer deliveries say too little of a carrier."""


def scores(window_days: int, department: str) -> Question:
    """Each carrier over a window, in a department or everywhere (empty).

    Columns: carrier_name, department_code, day, parcel_count, delivered_count, on_time_count, on_time_percent,
    median_days, p90_days, old_count, undelivered_count, untracked_count.
    """
    return question("carriers/carrier_scores", window_days=window_days, department=department)


def by_department(window_days: int, carrier: str) -> Question:
    """One carrier's least punctual departments: the columns of `scores`."""
    return question("carriers/carrier_departments", window_days=window_days, carrier=carrier)


def choice(department: str) -> Question:
    """Each carrier for one department, the most punctual first.

    Columns: carrier_name, department_code (empty: whole country), delivered_count, on_time_percent, median_days,
    p90_days.
    """
    return question("carriers/carrier_choice", department=department)


def departments(snapshot: Snapshot) -> list[str]:
    """Codes of the departments parcels went to."""
    return rows(snapshot, "carriers/departments_served")["department_code"].to_list()
