"""What a kind of action must know: how to check, send and, above all, how to see by reading whether it took effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol, runtime_checkable

from etl.octopia.answers import Reply
from etl.octopia.client import Params

Payload = dict[str, Any]
Facts = dict[str, Any]

PACKAGE: Final = "package"
"""Where the evidence of an action names its package."""


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
    PENDING = "pending"
    REFUSED = "refused"


@dataclass(frozen=True)
class Finding:
    """A reading judged: what it says, in a sentence, and the facts it rests on (no personal data).

    EFFECT: it is done. UNTOUCHED: as if never sent. RULED_OUT: the object went another way, this can no longer happen.
    CONTRADICTORY: somebody else did something else. UNCLEAR: look again later. PENDING: the marketplace says that it is
    working on it. REFUSED: it says that it has refused what it had taken; the note holds its words.
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
    """What every kind of action knows. Stateless."""

    @property
    def name(self) -> str:
        """The name that people and scripts use, such as `ship_order`."""
        ...

    @property
    def doubles_are_refused(self) -> bool:
        """Whether a second one is refused or does no harm, so that sending again after a reading is safe."""
        ...

    def checked_target(self, target: str) -> str:
        """Answer the id of the object in its canonical form; raises `InvalidAction`."""
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


class DirectKind(Kind, Protocol):
    """A kind of one request, whose effect shows on the object at once or soon."""

    def send(self, marketplace: Marketplace, target: str, payload: Payload) -> Reply:
        """Make the one request."""
        ...

    def look(self, marketplace: Marketplace, target: str, payload: Payload) -> Finding:
        """Read the object and judge; raises `OctopiaError` when it cannot be read."""
        ...


@runtime_checkable
class PackagedKind(Kind, Protocol):
    """A kind whose request lies in a package: opened first, then handed in, then worked on by the marketplace.

    What `open_package` answers is committed before `hand_in`: a process that dies in between or afterwards is followed
    by one that knows which package to look into, and one that dies before has caused nothing.
    """

    def open_package(self, marketplace: Marketplace, payload: Payload) -> Facts:
        """Open a package, which has no effect yet, and answer what it is known by."""
        ...

    def hand_in(self, marketplace: Marketplace, target: str, payload: Payload, package: Facts) -> Reply:
        """Fill the package and hand it in; answers the reply to the last request, the only one with an effect."""
        ...

    def look_into(self, marketplace: Marketplace, target: str, payload: Payload, package: Facts) -> Finding:
        """Read the package (`{}`: none was ever opened) and the object, and judge; raises `OctopiaError`."""
        ...
