"""Faults by switch and seed: which ones exist, how often, on reads or writes, and which request meets one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.contract.errors import UnknownFault
from sandbox.nature.draws import draw, stream

REQUEST_FAULTS: Final = {
    "drop_before": "the connection is cut before anything happens",
    "drop_after": "the connection is cut after the effect",
    "server_error_before": "500 before anything happens",
    "server_error_after": "500 although the effect took place",
    "rate_limited": "429 without Retry-After",
    "rate_limited_with_wait": "429 with Retry-After",
    "quota": "the gateway's 403 with the wait in its text",
    "expired_token": "every token ends, this request answers 401",
    "slow": "the answer comes `slow_seconds` late, after the effect",
    "truncated": "the body breaks off half way, after the effect",
    "html_502": "an HTML 502, one in two after the effect",
    "shifting_pages": "after this page an order that was on it or before it moves to the end of the updates",
    "duplicate_rows": "one order of the page comes twice",
}
RECORD_FAULTS: Final = {
    "unknown_enum": "status, delivery mode and payment carry values nobody has documented",
    "extra_field": "the order and its lines carry fields nobody has documented",
    "null_address": "billing and shipping address are null",
    "poison": "the record does not fit: a string, no orderId, money as text, or lines null",
}
PARAMETERS: Final = {
    "slow_seconds": 3.0,
    "retry_after_seconds": 1.0,
    "quota_wait_seconds": 2.0,
    "quota_per_minute": 0.0,
}
SIDES: Final = ("reads", "writes", "tokens")
_DEFAULT_SIDES: Final = ("reads", "writes")
_ALIASES: Final = {
    "429": "rate_limited",
    "retry_after": "rate_limited_with_wait",
    "429_retry_after": "rate_limited_with_wait",
    "quota_calls_per_minute": "quota_per_minute",
}


@dataclass(frozen=True)
class FaultPlan:
    """Rates in 0..1 by fault and side, and the parameters of the faults."""

    rates: Mapping[tuple[str, str], float] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=lambda: dict(PARAMETERS))

    def rate(self, fault: str, side: str) -> float:
        """How often a fault meets a request of a side."""
        return self.rates.get((fault, side), 0.0)

    def document(self) -> dict[str, float]:
        """The plan as `fault:side` -> rate, and parameters, for reading and for sending back."""
        return {f"{fault}:{side}": rate for (fault, side), rate in self.rates.items()} | dict(self.parameters)


def _number(name: str, text: Any) -> float:
    try:
        return float(text)
    except (TypeError, ValueError) as error:
        raise UnknownFault(f"The fault {name} needs a number, not {text!r}.") from error


def parse_faults(settings: str | Mapping[str, Any]) -> FaultPlan:
    """A plan from `drop_before=0.02,slow:writes=0.1,slow_seconds=5` or the same as a mapping.

    A fault without a side meets reads and writes. Raises UnknownFault for what does not exist.
    """
    if isinstance(settings, str):
        settings = dict(part.strip().partition("=")[::2] for part in settings.split(",") if part.strip())
    rates: dict[tuple[str, str], float] = {}
    parameters = dict(PARAMETERS)
    for key, text in settings.items():
        given, _, side = key.partition(":")
        name, number = _ALIASES.get(given, given), _number(key, text)
        if name in PARAMETERS:
            parameters[name] = number
            continue
        if name not in REQUEST_FAULTS | RECORD_FAULTS or side not in ("", *SIDES) or not 0 <= number <= 1:
            known = ", ".join([*REQUEST_FAULTS, *RECORD_FAULTS, *PARAMETERS])
            raise UnknownFault(
                f"There is no fault {key}={text}. Known: {known}; rates 0..1; ':reads', ':writes' or ':tokens'."
            )
        rates.update({(name, place): number for place in ([side] if side else _DEFAULT_SIDES)})
    return FaultPlan(rates, parameters)


@dataclass
class Faults:
    """The faults at work; the n-th request of a run meets the same ones under the same seed."""

    seed: int
    plan: FaultPlan = field(default_factory=FaultPlan)
    met: dict[str, int] = field(default_factory=dict)
    _serial: int = 0

    def of_request(self, side: str) -> frozenset[str]:
        """The faults the next request meets, counted in `met`."""
        self._serial += 1
        # Each fault draws from a stream of its own: switching one on does not move where the others strike.
        faults = frozenset(
            fault
            for fault in REQUEST_FAULTS
            if (rate := self.plan.rate(fault, side)) and draw(stream(self.seed, fault), self._serial) < rate
        )
        for fault in faults:
            self.met[fault] = self.met.get(fault, 0) + 1
        return faults

    @property
    def has_record_faults(self) -> bool:
        """Whether any order may be corrupted."""
        return any(self.plan.rate(fault, "reads") for fault in RECORD_FAULTS)

    def luck(self) -> float:
        """A further draw for the current request."""
        return draw(stream(self.seed, "luck"), self._serial)
