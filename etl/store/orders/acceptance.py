"""The setting of automatic acceptance: on or off, up to which value, changed by whom, when, after which dry run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import orjson
from sqlalchemy import Engine

from etl.domain.time.clock import has_passed
from etl.store.ops.settings import change_setting, setting_value

KEY: Final = "automatic_acceptance"
DRY_RUN_HOLDS_FOR: Final = timedelta(hours=1)
CHANGES_KEPT: Final = 50


class AcceptanceRefused(Exception):
    """Automatic acceptance cannot be switched on so; `code` says why: no_dry_run, other_value or old_dry_run."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Automatic acceptance was not switched on ({code}): look at a dry run with this maximum first."
        )
        self.code = code


@dataclass(frozen=True)
class DryRunSeen:
    """A dry run that a person has looked at: when (UTC), for which maximum, and what it said."""

    seen_at: datetime
    most_value: Decimal | None
    order_count: int
    accepted_count: int


@dataclass(frozen=True)
class AcceptanceChange:
    """One change of the setting; `dry_run` is None when it was switched off."""

    is_on: bool
    most_value: Decimal | None
    at: datetime
    by: str
    dry_run: tuple[int, int] | None = None


@dataclass(frozen=True)
class AcceptanceSetting:
    """What holds now, and how it came to: `changes`, the newest first."""

    changes: tuple[AcceptanceChange, ...] = ()

    @property
    def is_on(self) -> bool:
        """Off until somebody switches it on."""
        return bool(self.changes) and self.changes[0].is_on

    @property
    def most_value(self) -> Decimal | None:
        """What an order may be worth at most; None: anything."""
        return self.changes[0].most_value if self.changes else None


def acceptance_setting(ops: Engine) -> AcceptanceSetting:
    """Read the setting; off when nobody ever set it."""
    text = setting_value(ops, KEY)
    return AcceptanceSetting(tuple(map(_change, orjson.loads(text))) if text else ())


def switch_on(ops: Engine, *, most_value: Decimal | None, dry_run: DryRunSeen | None, by: str, now: datetime) -> None:
    """Switch it on; raises `AcceptanceRefused` unless a dry run of this maximum was looked at within the hour."""
    if dry_run is None:
        raise AcceptanceRefused("no_dry_run")
    if dry_run.most_value != most_value:
        raise AcceptanceRefused("other_value")
    if has_passed(DRY_RUN_HOLDS_FOR, dry_run.seen_at, now):
        raise AcceptanceRefused("old_dry_run")
    seen = (dry_run.order_count, dry_run.accepted_count)
    _add(ops, AcceptanceChange(True, most_value, now, by, seen))


def switch_off(ops: Engine, *, by: str, now: datetime) -> None:
    """Switch automatic acceptance off; what it has asked for already goes on unless it is undone."""
    _add(ops, AcceptanceChange(False, acceptance_setting(ops).most_value, now, by))


def _add(ops: Engine, change: AcceptanceChange) -> None:
    changes = (change, *acceptance_setting(ops).changes)[:CHANGES_KEPT]
    change_setting(ops, KEY, orjson.dumps(changes, default=str).decode(), by=change.by, now=change.at)


def _change(written: dict[str, Any]) -> AcceptanceChange:
    value, seen = written["most_value"], written["dry_run"]
    return AcceptanceChange(
        is_on=written["is_on"],
        most_value=None if value is None else Decimal(value),
        at=datetime.fromisoformat(written["at"]),
        by=written["by"],
        dry_run=None if seen is None else (seen[0], seen[1]),
    )
