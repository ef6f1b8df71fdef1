"""What becomes of each row of a sheet of parcels, decided before anything is sent: exactly one verdict per row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from etl.domain.orders.shipping import OrderState, shipping_obstacle
from etl.domain.tracking.carrier_names import CarrierNames
from etl.domain.tracking.numbers import Problem, Verdict, assess_number, normalised_number
from etl.preflight.parcels.rows import ParcelRow

MAX_ZEROS: Final = 3
_SUSPECT: Final = frozenset({"wrong_shape", "wrong_check_digit", "return_label"})


class RowVerdict(StrEnum):
    """What becomes of a row, those that need a choice first."""

    CONFLICT = "conflict"
    NO_CARRIER = "no_carrier"
    WARNING = "warning"
    IMPOSSIBLE = "impossible"
    WILL_SEND = "will_send"
    ALREADY_DONE = "already_done"
    DUPLICATE = "duplicate"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, its verdict, and why: codes with a detail. `carrier_label` is what would be sent as the carrier."""

    row: ParcelRow
    verdict: RowVerdict
    reasons: tuple[Problem, ...] = ()
    carrier_label: str | None = None


@dataclass(frozen=True)
class KnownWorld:
    """What the rows are held against, read once for the whole sheet.

    `orders` by id. `number_owners`: ids of the orders a parcel number (normalised) is on. `choices`: the number of the
    row chosen for an order that has several. `default_carrier` stands in for an empty cell. `open_elsewhere`: the names
    of the colleagues who have an order open, by order.
    """

    orders: Mapping[str, OrderState]
    carriers: CarrierNames
    number_owners: Mapping[str, frozenset[str]] = field(default_factory=dict)
    choices: Mapping[str, int] = field(default_factory=dict)
    default_carrier: str = ""
    open_elsewhere: Mapping[str, Sequence[str]] = field(default_factory=dict)


def judge_rows(rows: Sequence[ParcelRow], world: KnownWorld) -> list[Judged]:
    """One verdict per row, in the order of the rows."""
    settled = _faulty(rows) | _repeated(rows)
    standing = [row for row in rows if row.number not in settled]
    settled |= _without_a_way(standing, world)
    rivals = _rivals([row for row in standing if row.number not in settled], world)
    shared = _orders_by_number(standing)
    return [settled.get(row.number) or _judged(row, world, rivals, shared) for row in rows]


def _faulty(rows: Sequence[ParcelRow]) -> dict[int, Judged]:
    return {row.number: Judged(row, RowVerdict.IMPOSSIBLE, row.faults) for row in rows if row.faults}


def _repeated(rows: Sequence[ParcelRow]) -> dict[int, Judged]:
    first: dict[tuple[str, str, tuple[str, ...]], int] = {}
    repeated = {}
    for row in rows:
        if row.faults:
            continue
        earlier = first.setdefault((row.order_id, normalised_number(row.parcel_number), row.order_line_ids), row.number)
        if earlier != row.number:
            reason = Problem("duplicate_of", str(earlier))
            repeated[row.number] = Judged(row, RowVerdict.DUPLICATE, (reason,))
    return repeated


def _without_a_way(rows: Sequence[ParcelRow], world: KnownWorld) -> dict[int, Judged]:
    """Rows whose order already has the parcel, or cannot be shipped whatever the row says."""
    found = {}
    for row in rows:
        order = world.orders.get(row.order_id)
        if order is not None and order.has_parcel(normalised_number(row.parcel_number), row.order_line_ids):
            found[row.number] = Judged(row, RowVerdict.ALREADY_DONE, (Problem("same_number"),))
        elif obstacle := shipping_obstacle(order, row.order_line_ids):
            found[row.number] = Judged(row, RowVerdict.IMPOSSIBLE, (obstacle,))
    return found


def _rivals(rows: Sequence[ParcelRow], world: KnownWorld) -> dict[str, list[ParcelRow]]:
    """Rows that claim the same order with different numbers, unless they are parcels of lines apart."""
    by_order: dict[str, list[ParcelRow]] = defaultdict(list)
    for row in rows:
        by_order[row.order_id].append(row)
    return {
        order_id: claims
        for order_id, claims in by_order.items()
        if len(claims) > 1 and not (world.orders[order_id].takes_several_parcels and _are_apart(claims))
    }


def _are_apart(rows: Sequence[ParcelRow]) -> bool:
    lines = [line for row in rows for line in row.order_line_ids]
    return all(row.order_line_ids for row in rows) and len(lines) == len(set(lines))


def _orders_by_number(rows: Sequence[ParcelRow]) -> dict[str, set[str]]:
    orders: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        orders[normalised_number(row.parcel_number)].add(row.order_id)
    return orders


def _judged(
    row: ParcelRow, world: KnownWorld, rivals: Mapping[str, list[ParcelRow]], shared: Mapping[str, set[str]]
) -> Judged:
    claims = rivals.get(row.order_id, [])
    chosen = world.choices.get(row.order_id)
    if claims and chosen not in {claim.number for claim in claims}:
        others = ", ".join(claim.parcel_number for claim in claims if claim is not row)
        return Judged(row, RowVerdict.CONFLICT, (Problem("several_numbers", others),))
    if claims and chosen != row.number:
        return Judged(row, RowVerdict.SET_ASIDE, (Problem("other_chosen", str(chosen)),))
    name = row.carrier_name or world.default_carrier
    label = world.carriers.label(name)
    if label is None:
        reason = Problem("carrier_unknown", name) if name else Problem("carrier_missing")
        return Judged(row, RowVerdict.NO_CARRIER, (reason,))
    warnings = tuple(_warnings(row, label, world, shared))
    return Judged(row, RowVerdict.WARNING if warnings else RowVerdict.WILL_SEND, warnings, label)


def _warnings(row: ParcelRow, label: str, world: KnownWorld, shared: Mapping[str, set[str]]) -> list[Problem]:
    number = normalised_number(row.parcel_number)
    elsewhere = sorted(world.number_owners.get(number, frozenset()) - {row.order_id})
    twins = sorted(shared[number] - {row.order_id})
    colleagues = ", ".join(world.open_elsewhere.get(row.order_id, ()))
    return [
        *(Problem(remark) for remark in row.remarks),
        *([Problem("number_on_other_order", elsewhere[0])] if elsewhere else []),
        *([Problem("number_twice_in_sheet", twins[0])] if twins else []),
        *([Problem("open_elsewhere", colleagues)] if colleagues else []),
        *_doubts(number, label),
    ]


def _doubts(number: str, label: str) -> list[Problem]:
    remarks = set(assess_number(number, label).remarks) & _SUSPECT
    if "wrong_shape" in remarks and (longer := _with_zeros(number, label)):
        return [Problem("zeros_lost", longer)]
    return [Problem(remark) for remark in sorted(remarks)]


def _with_zeros(number: str, label: str) -> str | None:
    """The number with the zeros a spreadsheet takes away in front, when that is what makes it the carrier's."""
    candidates = ("0" * zeros + number for zeros in range(1, MAX_ZEROS + 1)) if number.isdecimal() else ()
    fitting = (longer for longer in candidates if (assess_number(longer, label).verdict or 0) >= Verdict.SHAPE_OK)
    return next(fitting, None)
