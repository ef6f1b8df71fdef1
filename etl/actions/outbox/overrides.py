"""Going on in spite of a warning: which warnings, and the reason a person gave.

The codes go into the audit, which analysts read; the reason is free text and stays with the action (`seen`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from etl.actions.errors import InvalidAction
from etl.actions.notes import Note
from etl.domain.characters import visible

REASON_LIMIT: Final = 200
_MOST_WARNINGS: Final = 20
_CODE: Final = re.compile(r"[a-z][a-z_]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Override:
    """The warnings (codes) that a person has gone on in spite of, and why: a known reason's code, or own words."""

    warnings: tuple[str, ...]
    reason: str

    def checked(self) -> Override:
        """The same in its canonical form; raises `InvalidAction` without a reason, or for what is no code."""
        reason = " ".join(visible(self.reason).split())
        if not 0 < len(reason) <= REASON_LIMIT:
            remedy = f"Say why you go on in spite of the warnings: 1 to {REASON_LIMIT} characters."
            raise InvalidAction.for_field("override", reason, remedy)
        strange = [code for code in self.warnings if not _CODE.fullmatch(code)]
        if strange or not 0 < len(self.warnings) <= _MOST_WARNINGS:
            remedy = f"Name the warnings by their codes, 1 to {_MOST_WARNINGS} of them."
            raise InvalidAction.for_field("override", strange or self.warnings, remedy)
        return Override(tuple(sorted(set(self.warnings))), reason)

    @property
    def note(self) -> Note:
        """What the first audit event says: codes only."""
        said = f"asked for in spite of: {', '.join(self.warnings)}"
        return Note(said, "asked_in_spite", {"checks": list(self.warnings)})

    def document(self) -> dict[str, Any]:
        """What is kept beside what the person saw."""
        return {"warnings": list(self.warnings), "reason": self.reason}
