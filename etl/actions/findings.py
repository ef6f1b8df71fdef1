"""What a kind of action must know: how to check, send and, above all, how to see by reading whether it took effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from etl.octopia.answers import Reply
from etl.octopia.client import Params

Payload = dict[str, Any]


class Marketplace(Protocol):
    """The part of the client that actions use; it raises the errors of `etl.octopia.errors`."""

    def read(self, path: str, params: Params | None = None) -> Reply:
        """GET, retried."""
        ...

    def write(self, method: str, path: str, payload: object, headers: Mapping[str, str] | None = None) -> Reply:
        """Send once, never retried."""
        ...


class Sight(StrEnum):
    """What a reading says about an action."""

    EFFECT = "effect"
    UNTOUCHED = "untouched"
    RULED_OUT = "ruled_out"
    CONTRADICTORY = "contradictory"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Finding:
    """A reading judged: what it says, in a sentence, and the facts it rests on (no personal data).

    EFFECT: it is done. UNTOUCHED: as if never sent. RULED_OUT: the object went another way, this can no longer happen.
    CONTRADICTORY: somebody else did something else. UNCLEAR: look again later.
    """

    sight: Sight
    note: str
    facts: dict[str, Any] = field(default_factory=dict)


class Relation(StrEnum):
    """How a new request stands to a live action on the same object."""

    SAME = "same"
    CONFLICT = "conflict"
    INDEPENDENT = "independent"


class Kind(Protocol):
    """One kind of action. Stateless."""

    @property
    def name(self) -> str:
        """The name that people and scripts use, such as `ship_order`."""
        ...

    @property
    def doubles_are_refused(self) -> bool:
        """Whether the marketplace itself refuses a second one, so that sending again after a reading is safe."""
        ...

    def checked_payload(self, payload: Mapping[str, Any]) -> Payload:
        """Answer the payload in its canonical form; raises `InvalidAction`."""
        ...

    def fingerprint(self, target: str, payload: Payload) -> str:
        """Name the one thing that may be under way only once."""
        ...

    def relation(self, payload: Payload, other_kind: str, other_payload: Payload) -> Relation:
        """Compare a new request with a live action on the same object."""
        ...

    def send(self, marketplace: Marketplace, target: str, payload: Payload) -> Reply:
        """Make the one request."""
        ...

    def look(self, marketplace: Marketplace, target: str, payload: Payload) -> Finding:
        """Read the object and judge; raises `OctopiaError` when it cannot be read."""
        ...
