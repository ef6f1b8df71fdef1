"""Writes how long answers take and how late shipments are, over rolling windows."""

from etl.domain.levels.metrics import WINDOWS
from etl.domain.orders.durations import lateness_cases, service_durations, windows_begin
from etl.store.marts.plan import Build
from etl.store.marts.writing import replace_mart


def build_durations(build: Build) -> None:
    """Write the mart `service_durations`."""
    warehouse, first_at = build.warehouse, windows_begin(build.today, max(WINDOWS))
    answers = warehouse.frame_of("orders/marts/answer_times", first_at=first_at)
    late = lateness_cases(warehouse.frame_of("orders/marts/late_shipments", first_at=first_at), build.now)
    replace_mart(warehouse, "service_durations", service_durations(answers, late, today=build.today))
