"""What a kind of action must know: how to check, send and, above all, how to see by reading whether it took effect."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol, runtime_checkable

from etl.actions.errors import UnknownKind
from etl.actions.notes import Note
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
    note: Note
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
    def subject_type(self) -> str:
        """What its target is the id of, such as `order` or `offer`."""
        ...

    @property
    def discharges(self) -> frozenset[str]:
        """The kinds of obligation of its target that it fulfils; empty for what nothing is owed for."""
        ...

    @property
    def moves(self) -> frozenset[str]:
        """The collections whose object of that id is read again once it is settled."""
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


@runtime_checkable
class OnceOnlyKind(Kind, Protocol):
    """A kind that may take effect only once *ever* for something beside its target, such as the draft it was in."""

    def once_key(self, target: str, payload: Payload) -> str | None:
        """Name what may happen only once; None: nothing of the kind is known of this one."""
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


@dataclass(frozen=True)
class Change:
    """What is no longer as the person saw it, and matters: both states, by the same names, no personal data."""

    seen: Facts
    now: Facts


@runtime_checkable
class ComparingKind(Kind, Protocol):
    """A kind for which it matters what the person saw: compared with a fresh reading before the first request."""

    def changed_since(self, marketplace: Marketplace, target: str, payload: Payload, seen: Facts) -> Change | None:
        """Read the object and compare; None: nothing that matters has changed. Raises `OctopiaError`.

        What `seen` does not tell (a script has no screen) cannot differ.
        """
        ...


AnyKind = DirectKind | PackagedKind
Kinds = Mapping[str, AnyKind]
"""Kinds of action by name; whoever starts the engine hands it those there are."""


def kind_among(kinds: Kinds, name: str) -> AnyKind:
    """Answer the kind, or raise `UnknownKind` with those there are."""
    if name not in kinds:
        raise UnknownKind(f"There is no kind of action {name[:64]!r}. Known kinds: {', '.join(sorted(kinds))}.")
    return kinds[name]


def discharged_by(kinds: Kinds, name: str) -> frozenset[str]:
    """The kinds of obligation that a kind of action fulfils; none for one that is not known."""
    return kinds[name].discharges if name in kinds else frozenset()


def kinds_discharging(kinds: Kinds, obligations: Collection[str]) -> frozenset[str]:
    """The kinds of action that fulfil one of some kinds of obligation: what puts their subject in somebody's hand."""
    return frozenset(name for name, kind in kinds.items() if kind.discharges & set(obligations))
