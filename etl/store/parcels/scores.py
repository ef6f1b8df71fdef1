"""Scores carriers: how much of what each was given arrived in time, once a Paris day and after large changes."""

from typing import Final

from etl.store.marts.plan import Build, Counted
from etl.store.marts.writing import replace_mart

MANY_CHANGED: Final = 1_000
"""Orders in one build from which on carriers are scored again before the next Paris day."""


def score_carriers(build: Build) -> None:
    """Score every carrier over all of its parcels."""
    scores = build.warehouse.frame_of("parcels/marts/carrier_scores", today=build.today)
    replace_mart(build.warehouse, "carrier_scores", scores)


def _score_after_many(build: Build) -> None:
    # reading or dating the past changes what is known of carriers; a day of changes waits for the next count
    if int(str(build.warehouse.value("select count(*) from changed_parcels"))) >= MANY_CHANGED:
        score_carriers(build)


CARRIER_SCORES: Final = Counted(whole=score_carriers, after=_score_after_many)
