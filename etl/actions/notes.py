"""What the audit says of a step: a code with its arguments, for whoever reads it in whatever language.

The English wording is kept beside them: it is what is published, and what a reader sees whose Vigie knows no such code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from etl.domain.characters import visible

AS_WRITTEN: Final = "as_written"
"""The code of a person's own words: they are shown as they are."""


@dataclass(frozen=True)
class Note:
    """A note; `arguments` as they are kept: texts, numbers, lists of them, and notes as `{text, code, arguments}`.

    Without a code it was written by a version of Vigie that knew none.
    """

    text: str
    code: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English wording."""
        return self.text


def note(code: str, wording: str, /, **arguments: object) -> Note:
    """A note by its code; `wording` is the published English, filled with the arguments.

    An instant (aware) is kept as ISO 8601 in UTC, a note within a note whole. What `wording` has no place for is kept
    all the same.
    """
    return Note(wording.format(**arguments), code, {name: _kept(value) for name, value in arguments.items()})


def as_written(text: str) -> Note:
    """A person's own words."""
    return Note(visible(text), AS_WRITTEN)


def read_note(text: str | None, code: str | None, arguments: Mapping[str, Any] | None) -> Note | None:
    """A note as its columns have it; None where there is none."""
    return None if text is None else Note(text, code, arguments or {})


def result_of(outcome: Note | None) -> dict[str, Any]:
    """The columns of an action that tell how it stands."""
    if outcome is None:
        return dict.fromkeys(("result", "result_code", "result_arguments"))
    return {"result": outcome.text, "result_code": outcome.code, "result_arguments": dict(outcome.arguments) or None}


def _kept(value: object) -> object:
    if isinstance(value, Note):
        return {"text": value.text, "code": value.code, "arguments": dict(value.arguments)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value
