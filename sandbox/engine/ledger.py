"""The ledger of effects: what truly happened through the API, whatever the caller was told."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Effect:
    """One effect: its kind, its target (order or offer reference), when (virtual time), who, and with what."""

    number: int
    kind: str
    target: str
    at: datetime
    actor: str
    payload: dict[str, Any]


@dataclass
class Ledger:
    """Effects in the order they happened."""

    effects: list[Effect] = field(default_factory=list)
    _times: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, kind: str, target: str, at: datetime, actor: str, payload: dict[str, Any]) -> None:
        """Write down an effect that has just happened."""
        self._times[kind, target] += 1
        self.effects.append(Effect(len(self.effects) + 1, kind, target, at, actor, payload))

    def entries(self, kind: str | None = None, target: str | None = None) -> list[dict[str, Any]]:
        """Effects as JSON objects; `times` says how often that kind has happened to that target in all."""
        return [
            {
                "number": effect.number,
                "kind": effect.kind,
                "order_id": effect.target,
                "target": effect.target,
                "at": effect.at,
                "actor": effect.actor,
                "payload": effect.payload,
                "times": self._times[effect.kind, effect.target],
            }
            for effect in self.effects
            if kind in (None, effect.kind) and target in (None, effect.target)
        ]
