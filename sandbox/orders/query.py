"""The orders list's query: parsed and checked, then answered by columns (API sheet 3.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sandbox.contract.choices import Choices
from sandbox.contract.codes import CHANNEL_IDS
from sandbox.contract.parameters import flag, instant, invalid
from sandbox.orders.statuses import ORDER_STATUSES, SUPPLY_MODES

SORT_KEYS: Final = {"createdat": "created", "updatedat": "updated", "shippedat": "shipped"}


@dataclass(frozen=True)
class Window:
    """A closed interval of UTC milliseconds; None is open."""

    earliest: int | None = None
    latest: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it excludes nothing."""
        return self.earliest is None and self.latest is None


@dataclass(frozen=True)
class OrderQuery:
    """Which orders, in which order; statuses, channel and supply mode by code."""

    statuses: frozenset[int] | None = None
    channels: frozenset[int] | None = None
    supplies: frozenset[int] | None = None
    reference: str | None = None
    is_business: bool | None = None
    country: str | None = None
    updated: Window = Window()
    created: Window = Window()
    shipped: Window = Window()
    sort: str = "created"
    is_descending: bool = False


def _codes(params: Mapping[str, str], name: str, known: tuple[str, ...], *, strict: bool) -> frozenset[int] | None:
    if not params.get(name):
        return None
    names = [part.strip() for part in params[name].split(",")]
    folded = {value.lower(): code for code, value in enumerate(known)}
    # Not strict: a sales channel nobody knows finds no orders, while a status nobody knows is refused.
    if strict and (unknown := [part for part in names if part.lower() not in folded]):
        raise invalid(name, f"The value '{unknown[0]}' is not valid for {name}.")
    return frozenset(folded[part.lower()] for part in names if part.lower() in folded)


def _window(params: Mapping[str, str], stem: str, choices: Choices) -> Window:
    latest = instant(params, f"{stem}Max")
    return Window(instant(params, f"{stem}Min"), latest if latest is None or choices.inclusive_max else latest - 1)


def _sorting(params: Mapping[str, str], choices: Choices) -> tuple[str, bool]:
    text = params.get("sort") or choices.default_sort
    direction, _, key = text.rpartition(":")
    if direction.lower() not in ("", "asc", "desc") or key.lower() not in SORT_KEYS:
        raise invalid("sort", f"The value '{text}' is not valid for sort.")
    desc = params.get("desc", "").lower()
    is_descending = direction.lower() == "desc" or desc == "true" or desc in SORT_KEYS
    return SORT_KEYS[key.lower()], is_descending


def parse_query(params: Mapping[str, str], choices: Choices) -> OrderQuery:
    """The query of the orders list; Problem 400 names what does not fit."""
    sort, is_descending = _sorting(params, choices)
    return OrderQuery(
        statuses=_codes(params, "status", ORDER_STATUSES, strict=True),
        channels=_codes(params, "salesChannelId", CHANNEL_IDS, strict=False),
        supplies=_codes(params, "supplyMode", SUPPLY_MODES, strict=True),
        reference=params.get("reference") or None,
        is_business=flag(params, "businessOrder", "isBusinessOrder"),
        country=(params.get("shippingCountry") or "").upper() or None,
        updated=_window(params, "updatedAt", choices),
        created=_window(params, "createdAt", choices),
        shipped=_window(params, "shippedAt", choices),
        sort=sort,
        is_descending=is_descending,
    )
