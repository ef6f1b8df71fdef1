"""Runs every resource that is due: each by itself, so that one that fails never stops the others.

What is live is read first and whole, every few seconds. The rest is done in slices between two polls, in the order of
the list: a slice that ends before its work does is followed by another, also in another process.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from etl.domain.time.nights import last_night
from etl.octopia.budget import Urgency
from etl.octopia.errors import CredentialsRefused, Forbidden, NotSent, OctopiaError, QuotaExhausted, Unauthorised
from etl.store.warehouse.runs import RunOutcome, end_run, first_succeeded_at, start_run, succeeded_at
from etl.sync.documents import documents, indicators
from etl.sync.engine import purges, replays
from etl.sync.engine.reader import Reader, SyncPace, SyncStopped, Tally
from etl.sync.listings import offers
from etl.sync.orders import backfill, changed, counts, day_counts, ship_days

log = structlog.get_logger()

Sync = Callable[[Reader, int], None]


def _always(_reader: Reader, _last: datetime | None) -> bool:
    return True


def _every(interval: Callable[[SyncPace], timedelta]) -> "IsDue":
    def is_due(reader: Reader, last: datetime | None) -> bool:
        return last is None or reader.clock() - last >= interval(reader.pace)

    return is_due


def _nightly(reader: Reader, last: datetime | None) -> bool:
    """Once a night, in Paris; the first catch-up of orders has read as much: the first time is the night after it."""
    last = last or first_succeeded_at(reader.warehouse, changed.RESOURCE)
    return last is not None and last < last_night(reader.clock(), reader.pace.night_begins)


IsDue = Callable[[Reader, datetime | None], bool]
"""Whether a resource is due, given when it last landed (UTC)."""


@dataclass(frozen=True)
class Resource:
    """Something to sync: its name, how, and when."""

    name: str
    sync: Sync
    is_due: IsDue


RESOURCES = (
    Resource("seller", documents.sync_seller, _every(lambda pace: pace.documents_every)),
    Resource("carriers", documents.sync_carriers, _every(lambda pace: pace.documents_every)),
    Resource(changed.RESOURCE, changed.sync_changed_orders, _always),
    Resource(replays.RESOURCE, replays.replay, lambda reader, _last: replays.is_replay_due(reader)),
    Resource("open_orders", changed.reread_open_orders, _every(lambda pace: pace.open_orders_every)),
    Resource(offers.RESOURCE, offers.sync_listings, _every(lambda pace: pace.listings_every)),
    Resource(indicators.RESOURCE, indicators.sync_indicators, _every(lambda _pace: indicators.EVERY)),
    Resource("order_counts", counts.sync_order_counts, _every(lambda pace: pace.counts_every)),
    Resource(ship_days.RESOURCE, ship_days.sync_ship_days, lambda reader, _last: ship_days.has_days_to_ask(reader)),
    Resource(
        day_counts.RESOURCE, day_counts.sync_day_counts, lambda reader, _last: day_counts.has_days_to_count(reader)
    ),
    Resource(day_counts.DAYS, day_counts.reread_days, lambda reader, _last: day_counts.has_days_to_read(reader)),
    Resource(changed.SWEEP, changed.sweep_orders, _nightly),
    Resource(purges.RESOURCE, purges.purge, _nightly),
    Resource(backfill.BACKFILL, backfill.read_backfill, lambda reader, _last: backfill.has_windows_to_read(reader)),
)
"""In this order: what staff wait for first comes first."""
LIVE = RESOURCES[:3]
"""Read at every poll; the documents are one call each, twice a day."""
BACKGROUND = RESOURCES[3:]
"""Done in slices in what time and quota the polls leave."""


SOUND = frozenset({"landed", "unfinished"})
"""States of a run in which nothing went wrong."""


@dataclass(frozen=True)
class SyncSummary:
    """What one round did: the outcome of each resource that was due, by name."""

    outcomes: dict[str, RunOutcome]

    @property
    def has_landed(self) -> bool:
        """Did every resource that was due land?"""
        return all(outcome.state in SOUND for outcome in self.outcomes.values())

    @property
    def changed_count(self) -> int:
        """Records that changed something."""
        return sum(outcome.landed.changed_count for outcome in self.outcomes.values())

    @property
    def errors(self) -> list[str]:
        """What went wrong, each message once."""
        return list(dict.fromkeys(outcome.error for outcome in self.outcomes.values() if outcome.error))


def sync_due(reader: Reader, resources: Sequence[Resource] = RESOURCES) -> SyncSummary:
    """Sync what is due. Errors of the marketplace end up in the summary; errors of the warehouse itself are raised."""
    outcomes: dict[str, RunOutcome] = {}
    for resource in resources:
        if not resource.is_due(reader, succeeded_at(reader.warehouse, resource.name)):
            continue
        outcomes[resource.name] = run_resource(reader, resource.name, resource.sync)
        if outcomes[resource.name].ends_round:
            break
    return SyncSummary(outcomes)


@dataclass
class Background:
    """Does what is not live slice by slice, and lets alone for a while what has failed."""

    resources: Sequence[Resource] = BACKGROUND
    outcomes: dict[str, RunOutcome] = field(default_factory=dict)
    _retry_at: dict[str, datetime] = field(default_factory=dict)

    def run_slice(self, reader: Reader) -> RunOutcome | None:
        """One slice of the first resource that is due, or None when nothing is."""
        now = reader.clock()
        for resource in self.resources:
            waits = now < self._retry_at.get(resource.name, now)
            if waits or not resource.is_due(reader, succeeded_at(reader.warehouse, resource.name)):
                continue
            reader = replace(reader, urgency=Urgency.BACKGROUND, until=now + reader.pace.slice)
            outcome = self.outcomes[resource.name] = run_resource(reader, resource.name, resource.sync)
            if outcome.state not in SOUND:
                self._retry_at[resource.name] = reader.clock() + reader.pace.retry_after
            return outcome
        return None


def run_resource(reader: Reader, name: str, sync: Sync) -> RunOutcome:
    """One run of one resource, recorded in `core.sync_runs` whatever happens to it."""
    reader = replace(reader, tally=Tally(name))
    run_id = start_run(reader.warehouse, name, reader.clock())
    state, problem, ends_round = "landed", None, False
    try:
        sync(reader, run_id)
        state = "unfinished" if reader.tally.is_unfinished else state
    except SyncStopped as stopped:
        state, problem, ends_round = "interrupted", str(stopped), True
    except OctopiaError as error:
        log.warning("sync failed", resource=name, error=str(error))
        state, problem, ends_round = _failed_state(error), str(error), isinstance(error, _HEARD_BY_ALL)
    outcome = RunOutcome(state, reader.tally.requests, reader.tally.pages, reader.tally.landed, problem, ends_round)
    end_run(reader.warehouse, run_id, outcome, reader.clock())
    return outcome


_HEARD_BY_ALL = (CredentialsRefused, Forbidden, NotSent, QuotaExhausted, Unauthorised)


def _failed_state(error: OctopiaError) -> str:
    if isinstance(error, QuotaExhausted):
        return "held_back"
    return "refused" if isinstance(error, CredentialsRefused | Forbidden | Unauthorised) else "failed"
