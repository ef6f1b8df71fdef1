"""Reads the marketplace for one run: what every resource is handed, with the warehouse, the clock and the pace."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import orjson

from etl.domain.time.clock import Clock
from etl.octopia.answers import Reply
from etl.octopia.budget import Urgency
from etl.octopia.client import OctopiaClient, Params
from etl.octopia.errors import BrokenAnswer
from etl.store.warehouse.landing import NOTHING_LANDED, Landed, PageFacts, page_facts
from etl.store.warehouse.warehouse import Warehouse
from etl.sync.engine.collections import Collection
from etl.sync.engine.damage import LARGEST_RECORD, mended_record, without_damage


@dataclass(frozen=True)
class SyncPace:
    """How far and how often a sync reads back (design section 5; the overlap: octopia-api section 18).

    A commit holds `pages_per_commit` pages (some 20 MB; each landing costs as much as 1,000 orders before the first),
    the page with which `bytes_per_commit` are reached, or what was read in `commit_every` when the marketplace is slow
    or the quota short. Each poll reads back by `short_overlap`, once in `overlap_every` by the whole `overlap`: a busy
    quarter of an hour is several pages. What is not live is done in slices of about `slice`, and left alone for
    `retry_after` when it failed; one reading of many that fails by itself is put off by `put_off`.
    """

    poll_every: timedelta = timedelta(seconds=4)
    slice: timedelta = timedelta(seconds=2)
    retry_after: timedelta = timedelta(seconds=30)
    put_off: timedelta = timedelta(minutes=30)
    history: timedelta = timedelta(days=90)
    overlap: timedelta = timedelta(minutes=15)
    short_overlap: timedelta = timedelta(seconds=10)
    overlap_every: timedelta = timedelta(minutes=1)
    safety: timedelta = timedelta(seconds=5)
    pages_per_commit: int = 100
    bytes_per_commit: int = 32_000_000
    commit_every: timedelta = timedelta(seconds=10)
    open_orders_every: timedelta = timedelta(minutes=10)
    counts_every: timedelta = timedelta(minutes=5)
    listings_every: timedelta = timedelta(minutes=5)
    documents_every: timedelta = timedelta(hours=12)
    recent_days_every: timedelta = timedelta(minutes=15)
    night_begins: int = 2
    raw_kept: timedelta = timedelta(days=30)
    sweep_back: timedelta = timedelta(days=30)


Progress = Callable[[str, int], None]
"""Called with the name of a resource and how many records it has landed so far in this run."""


def silent(_resource: str, _landed: int) -> None:
    """Progress that nobody watches."""


class SyncStopped(Exception):
    """The worker was told to end; what was committed stays, and the next run goes on from there."""


def never() -> bool:
    """Nobody stops the sync."""
    return False


@dataclass
class Tally:
    """What a run has taken and done so far; it survives a failure half-way."""

    resource: str = ""
    requests: int = 0
    pages: int = 0
    landed: Landed = NOTHING_LANDED
    is_unfinished: bool = False


@dataclass(frozen=True)
class Reader:
    """Reads for one run and tallies it; work that can be left and taken up again ends soon after `until`, if given."""

    warehouse: Warehouse
    client: OctopiaClient
    clock: Clock
    sales_channels: tuple[str, ...] = ("CDISFR",)
    pace: SyncPace = field(default_factory=SyncPace)
    progress: Progress = silent
    tally: Tally = field(default_factory=Tally)
    is_stopping: Callable[[], bool] = never
    urgency: Urgency = Urgency.LIVE
    until: datetime | None = None

    @property
    def marketplace_now(self) -> datetime:
        """The present instant on the marketplace's clock, as far as its answers have told it."""
        return self.client.marketplace_time(self.clock())

    @property
    def has_time(self) -> bool:
        """May a run go on, or should it leave the rest to its next slice?"""
        # A slice that ends further away than it may last was begun before the clock was set back.
        return self.until is None or timedelta(0) < self.until - self.clock() <= self.pace.slice

    def leave_unfinished(self) -> None:
        """Note that this run ends before its work does: what it committed stays, the next slice goes on from there."""
        self.tally.is_unfinished = True

    def page(self, collection: Collection, params: Params) -> tuple[Reply, PageFacts]:
        """One page of a list and what it holds. Raises `BrokenAnswer` when it is not a list of items."""
        return self.read_page(collection, self._reply(collection.path, params))

    def read_page(self, collection: Collection, reply: Reply) -> tuple[Reply, PageFacts]:
        """A page that has come, without what is damaged in it, and what it holds.

        Raises `BrokenAnswer` when it is not a list of items.
        """
        self.tally.pages += 1
        if (
            len(reply.body) > LARGEST_RECORD
            and (smaller := without_damage(reply.body, collection.id_field)) is not None
        ):
            reply = replace(reply, body=smaller)
        facts = self._facts(collection, reply)
        if not facts.is_valid and (mended := without_damage(reply.body, collection.id_field)) is not None:
            reply = replace(reply, body=mended)
            facts = self._facts(collection, reply)
        if not facts.is_valid or facts.item_count is None:
            raise BrokenAnswer(
                f"GET {collection.path}: an answer without items ({len(reply.body)} bytes); it will be read again"
            )
        return reply, facts

    def _facts(self, collection: Collection, reply: Reply) -> PageFacts:
        return page_facts(
            self.warehouse, reply.body, id_field=collection.id_field, changed_field=collection.changed_field
        )

    def record(self, collection: Collection, path: str) -> bytes:
        """One record by its own address, of whatever kind; a damaged one says so and is set aside when it lands.

        Raises `BrokenAnswer` for what is no object at all, such as a page of a proxy.
        """
        body = self._reply(path, None).body
        try:
            _parsed(body, path)
        except BrokenAnswer:
            if not (body.lstrip().startswith(b"{") and body.rstrip().endswith(b"}")):
                raise
        return mended_record(body, collection.id_field)

    def document(self, path: str, kind: type = dict) -> bytes:
        """One answer, untouched. Raises `BrokenAnswer` when it is not JSON of that `kind`."""
        body = self._reply(path, None).body
        if not isinstance(_parsed(body, path), kind):
            raise BrokenAnswer(f"GET {path}: the answer is not a {kind.__name__} ({len(body)} bytes)")
        return body

    def stop_if_told(self) -> None:
        """Raise `SyncStopped` when the worker is to end."""
        if self.is_stopping():
            raise SyncStopped("stopped before everything was read")

    def _reply(self, path: str, params: Params | None) -> Reply:
        self.stop_if_told()
        self.tally.requests += 1
        return self.client.read(path, params, self.urgency)

    def has_landed(self, landed: Landed) -> None:
        """Note what a committed transaction landed, and tell whoever watches."""
        self.tally.landed += landed
        self.progress(self.tally.resource, self.tally.landed.record_count)

    def count(self, path: str, params: Params) -> int:
        """A `.../count` answer: a bare integer, or an object that holds one (octopia-api section 17)."""
        content = _parsed(self._reply(path, params).body, path)
        if isinstance(content, dict):
            content = content.get("count", content.get("total_item_count"))
        if not isinstance(content, int):
            raise BrokenAnswer(f"GET {path}: the answer is not a count")
        return content


def _parsed(body: bytes, path: str) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BrokenAnswer(f"GET {path}: the answer is not JSON ({len(body)} bytes)") from None


def wire_instant(instant: datetime) -> str:
    """An instant as the marketplace reads it, to the millisecond and never later than `instant`."""
    # Cut, not rounded: rounded up, a minimum would leave out what happened in the rest of its millisecond.
    return instant.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"
