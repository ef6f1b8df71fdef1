"""Findings before something is done, on one scale, in codes: forms, sheets, commands and automatic decisions share it.

The words of each code stand in `etl.words.checks`, all codes in `docs/codes.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How much a finding weighs, the lightest first.

    `blocks`: it cannot be done. `asks`: a person confirms, with a reason that goes into the audit. `notes`: shown.
    """

    FINE = "fine"
    NOTES = "notes"
    ASKS = "asks"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: its code, its weight, and what to show beside it (ids, counts, instants; nothing personal)."""

    code: str
    severity: Severity
    detail: Mapping[str, object] = field(default_factory=dict)


_WEIGHT: Final = {severity: weight for weight, severity in enumerate(Severity)}


def worst_first(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The checks by weight, in their own order where it is the same."""
    return tuple(sorted(checks, key=lambda check: -_WEIGHT[check.severity]))


def worst(checks: Iterable[Check]) -> Severity:
    """The heaviest severity there is, fine when there is none."""
    return max((check.severity for check in checks), key=_WEIGHT.__getitem__, default=Severity.FINE)


def asking_codes(checks: Iterable[Check]) -> tuple[str, ...]:
    """The codes that need a reason before one goes on, each once: what the audit keeps of an override."""
    return tuple(dict.fromkeys(check.code for check in checks if check.severity is Severity.ASKS))
