"""What becomes of each row of a sheet of parcels, decided before anything is sent: exactly one verdict per row.

Each order is judged by the checks of the shipment form; a sheet adds what only a sheet can have wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from etl.domain.checks import Check, Severity, worst_first
from etl.domain.orders.shipping import OrderState
from etl.domain.tracking.carrier_names import CarrierNames
from etl.domain.tracking.floors import number_floor
from etl.domain.tracking.numbers import normalised_number
from etl.preflight.orders.checks import UNKNOWN_ORDER, OrderFacts, open_elsewhere_checks
from etl.preflight.parcels.checks import Parcel, blocking, shipment_checks
from etl.preflight.parcels.line_rows import ITEM_LEFT_OUT, rows_by_parcel
from etl.preflight.parcels.rows import ParcelRow, tidied


class RowVerdict(StrEnum):
    """What becomes of a row, those that need a choice first."""

    CONFLICT = "conflict"
    NO_CARRIER = "no_carrier"
    ASKS = "asks"
    IMPOSSIBLE = "impossible"
    READY = "ready"
    ALREADY_DONE = "already_done"
    DUPLICATE = "duplicate"
    SET_ASIDE = "set_aside"

    @property
    def outcome(self) -> str:
        """The verdict as programs read it: ready, asks (a person must confirm or choose), impossible, already_done."""
        return _OUTCOMES.get(self, self.value)


_OUTCOMES = {
    RowVerdict.CONFLICT: "asks",
    RowVerdict.NO_CARRIER: "asks",
    RowVerdict.DUPLICATE: "already_done",
    RowVerdict.SET_ASIDE: "already_done",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, its verdict, and the findings that decided it. `carrier_label` is what would be sent as the carrier."""

    row: ParcelRow
    verdict: RowVerdict
    reasons: tuple[Check, ...] = ()
    carrier_label: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the findings, each once."""
        return tuple(dict.fromkeys(check.code for check in self.reasons))


@dataclass(frozen=True)
class SheetFacts:
    """What the rows are held against at `now`, read once for the whole sheet.

    `orders` by id. `number_owners`: ids of the orders a parcel number (normalised) is on. `choices`: the number of the
    row chosen for an order that has several. `default_carrier` stands in for an empty cell. `open_elsewhere`: the names
    of the colleagues who have an order open, by order.
    """

    orders: Mapping[str, OrderFacts]
    carriers: CarrierNames
    now: datetime
    number_owners: Mapping[str, frozenset[str]] = field(default_factory=dict)
    choices: Mapping[str, int] = field(default_factory=dict)
    default_carrier: str = ""
    open_elsewhere: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def states(self) -> dict[str, OrderState]:
        """How far each order is shipped."""
        return {order_id: facts.state for order_id, facts in self.orders.items()}

    def label(self, row: ParcelRow) -> str | None:
        """The marketplace's label of the row's carrier."""
        return self.carriers.label(self.named_carrier(row))

    def named_carrier(self, row: ParcelRow) -> str:
        """The carrier as the row names it, else the one chosen for rows without."""
        return row.carrier_name or self.default_carrier


def judge_rows(rows: Sequence[ParcelRow], facts: SheetFacts) -> list[Judged]:
    """One verdict per row, in the order of the rows; each row as it would be sent."""
    rows = rows_by_parcel([tidied(row, facts.label(row)) for row in rows], facts.states, facts.label)
    settled = _faulty(rows) | _repeated(rows, facts)
    standing = [row for row in rows if row.number not in settled]
    shared = _orders_by_number(standing)
    found = {row.number: _checks(row, facts, shared) for row in standing}
    settled |= _without_a_way(standing, facts, found)
    rivals = _rivals([row for row in standing if row.number not in settled], facts)
    return [settled.get(row.number) or _judged(row, facts, rivals, found[row.number]) for row in rows]


def _faulty(rows: Sequence[ParcelRow]) -> dict[int, Judged]:
    return {
        row.number: Judged(row, RowVerdict.IMPOSSIBLE, tuple(map(blocking, row.faults))) for row in rows if row.faults
    }


def _repeated(rows: Sequence[ParcelRow], facts: SheetFacts) -> dict[int, Judged]:
    """Rows that say again what an earlier one says; one that names another carrier says something else."""
    first: dict[tuple[str, str, tuple[str, ...]], ParcelRow] = {}
    repeated = {}
    for row in rows:
        if row.faults or number_floor(row.parcel_number):
            continue
        earlier = first.setdefault((row.order_id, normalised_number(row.parcel_number), row.order_line_ids), row)
        if earlier is not row and facts.label(row) in {None, facts.label(earlier)}:
            reason = Check("duplicate_of", Severity.NOTES, {"row": earlier.number})
            repeated[row.number] = Judged(row, RowVerdict.DUPLICATE, (reason,))
    return repeated


def _checks(row: ParcelRow, facts: SheetFacts, shared: Mapping[str, set[str]]) -> tuple[Check, ...]:
    """Everything found about a row, the worst first; its conflicts with other rows apart."""
    order = facts.orders.get(row.order_id)
    if order is None:
        return (UNKNOWN_ORDER,)
    number = normalised_number(row.parcel_number)
    parcel = Parcel(
        parcel_number=row.parcel_number,
        carrier_name=facts.label(row) or "",
        tracking_url=row.tracking_url,
        order_line_ids=row.order_line_ids,
        other_orders=tuple(sorted(facts.number_owners.get(number, frozenset()) - {row.order_id})),
    )
    twins = sorted(shared[number] - {row.order_id})
    return worst_first(
        [
            *(Check(remark, Severity.ASKS) for remark in row.remarks),
            *([Check(ITEM_LEFT_OUT, Severity.NOTES, {"detail": ", ".join(row.item_ids)})] if row.item_ids else []),
            *([Check("number_twice_in_sheet", Severity.ASKS, {"order": twins[0]})] if twins else []),
            *open_elsewhere_checks(facts.open_elsewhere.get(row.order_id, ())),
            *shipment_checks(order, parcel, facts.now),
        ]
    )


def _without_a_way(
    rows: Sequence[ParcelRow], facts: SheetFacts, found: Mapping[int, tuple[Check, ...]]
) -> dict[int, Judged]:
    """Rows whose order already has the parcel, or that cannot be shipped whatever one chooses."""
    settled = {}
    for row in rows:
        order, number = facts.orders.get(row.order_id), normalised_number(row.parcel_number)
        if order is not None and order.state.has_parcel(number, row.order_line_ids):
            reason = Check("same_number", Severity.NOTES)
            settled[row.number] = Judged(row, RowVerdict.ALREADY_DONE, (reason,))
        elif blocks := _of(found[row.number], Severity.BLOCKS):
            settled[row.number] = Judged(row, RowVerdict.IMPOSSIBLE, blocks)
    return settled


def _of(checks: Sequence[Check], severity: Severity) -> tuple[Check, ...]:
    return tuple(check for check in checks if check.severity is severity)


def _rivals(rows: Sequence[ParcelRow], facts: SheetFacts) -> dict[str, list[ParcelRow]]:
    """Rows that claim the same order with different numbers, unless they are parcels of lines apart."""
    by_order: dict[str, list[ParcelRow]] = defaultdict(list)
    for row in rows:
        by_order[row.order_id].append(row)
    return {
        order_id: claims
        for order_id, claims in by_order.items()
        if len(claims) > 1 and not (facts.orders[order_id].state.takes_several_parcels and _are_apart(claims))
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
    row: ParcelRow, facts: SheetFacts, rivals: Mapping[str, list[ParcelRow]], found: tuple[Check, ...]
) -> Judged:
    claims = rivals.get(row.order_id, [])
    chosen = facts.choices.get(row.order_id)
    if claims and chosen not in {claim.number for claim in claims}:
        return Judged(row, RowVerdict.CONFLICT, (_conflict(row, claims, facts),))
    if claims and chosen != row.number:
        return Judged(row, RowVerdict.SET_ASIDE, (Check("other_chosen", Severity.NOTES, {"row": chosen}),))
    name = facts.named_carrier(row)
    label = facts.carriers.label(name)
    if label is None:
        code, detail = ("carrier_unknown", {"carrier": name}) if name else ("carrier_missing", {})
        return Judged(row, RowVerdict.NO_CARRIER, (Check(code, Severity.ASKS, detail),))
    asks, said = _of(found, Severity.ASKS), tuple(check for check in found if check.code == ITEM_LEFT_OUT)
    return Judged(row, RowVerdict.ASKS if asks else RowVerdict.READY, (*asks, *said), label)


def _conflict(row: ParcelRow, claims: Sequence[ParcelRow], facts: SheetFacts) -> Check:
    others = [claim for claim in claims if claim is not row]
    number = normalised_number(row.parcel_number)
    if all(normalised_number(claim.parcel_number) == number for claim in others):
        names = ", ".join(dict.fromkeys(facts.named_carrier(claim) for claim in others))
        return Check("several_carriers", Severity.ASKS, {"carriers": names})
    return Check("several_numbers", Severity.ASKS, {"numbers": ", ".join(claim.parcel_number for claim in others)})
