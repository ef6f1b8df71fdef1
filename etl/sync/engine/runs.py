"""Runs every resource that is due: each by itself, so that one that fails never stops the others.

What is live is read first and whole, every few seconds. The rest is done in slices between two polls, in the order of
the list: a slice that ends before its work does is followed by another, also in another process.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from etl.domain.time.clock import has_passed
from etl.domain.time.windows import last_night
from etl.octopia.budget import Urgency
from etl.octopia.errors import CredentialsRefused, Forbidden, NotSent, OctopiaError, QuotaExhausted, Unauthorised
from etl.store.warehouse.runs import RunOutcome, end_run, first_succeeded_at, start_run, succeeded_at
from etl.sync.engine.reader import Reader, SyncPace, SyncStopped, Tally

log = structlog.get_logger()

Sync = Callable[[Reader, int], None]


IsDue = Callable[[Reader, datetime | None], bool]
"""Whether a resource is due, given when it last landed (UTC)."""


def always(_reader: Reader, _last: datetime | None) -> bool:
    """Due whenever anybody asks."""
    return True


def every(interval: Callable[[SyncPace], timedelta]) -> IsDue:
    """Due once in such an interval of the pace."""

    def is_due(reader: Reader, last: datetime | None) -> bool:
        return last is None or has_passed(interval(reader.pace), last, reader.clock())

    return is_due


def nightly(after: str) -> IsDue:
    """Due once a night, in Paris. The first landing of `after` has read as much: begins the night after."""

    def is_due(reader: Reader, last: datetime | None) -> bool:
        last = last or first_succeeded_at(reader.warehouse, after)
        now = reader.clock()
        # one in the future was written before the clock was set back: it stands for no night that is over
        return last is not None and not last_night(now, reader.pace.night_begins) <= last <= now

    return is_due


@dataclass(frozen=True)
class Resource:
    """Something to sync: its name, how, and when."""

    name: str
    sync: Sync
    is_due: IsDue


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


def sync_due(reader: Reader, resources: Sequence[Resource]) -> SyncSummary:
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

    resources: Sequence[Resource]
    outcomes: dict[str, RunOutcome] = field(default_factory=dict)
    _retry_at: dict[str, datetime] = field(default_factory=dict)

    def run_slice(self, reader: Reader) -> RunOutcome | None:
        """One slice of the first resource that is due, or None when nothing is."""
        now = reader.clock()
        for resource in self.resources:
            waits = timedelta(0) < self._retry_at.get(resource.name, now) - now <= reader.pace.retry_after
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
    # Written down before anything is asked: a process that dies leaves an open run behind, and the next one says so.
    run_id = start_run(reader.warehouse, name, reader.clock())
    state, problem, ends_round = "landed", None, False
    try:
        sync(reader, run_id)
        state = "unfinished" if reader.tally.is_unfinished else state
    except SyncStopped as stopped:
        state, problem, ends_round = "interrupted", str(stopped), True
    except OctopiaError as error:
        log.warning("sync failed", resource=name, error=str(error))
        state, problem, ends_round = _failed_state(error), str(error), isinstance(error, HEARD_BY_ALL)
    outcome = RunOutcome(state, reader.tally.requests, reader.tally.pages, reader.tally.landed, problem, ends_round)
    end_run(reader.warehouse, run_id, outcome, reader.clock())
    return outcome


HEARD_BY_ALL = (CredentialsRefused, Forbidden, NotSent, QuotaExhausted, Unauthorised)
"""Errors that any other question would meet as well."""


def _failed_state(error: OctopiaError) -> str:
    if isinstance(error, QuotaExhausted):
        return "held_back"
    return "refused" if isinstance(error, CredentialsRefused | Forbidden | Unauthorised) else "failed"
