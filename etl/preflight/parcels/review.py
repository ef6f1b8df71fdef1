"""A sheet held against the shop and against its reader's choices: what would be sent now, and what has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from etl.actions.orders.ship_order import SHIP_ORDER
from etl.actions.outbox.batches import Wish
from etl.actions.outbox.overrides import Override
from etl.domain.checks import asking_codes
from etl.domain.orders.shipping import OrderState
from etl.domain.tracking.carrier_names import spelling_key
from etl.preflight.basis import Basis
from etl.preflight.parcels.facts import sheet_facts
from etl.preflight.parcels.rows import ParcelRow
from etl.preflight.parcels.shipments import shipment_payload
from etl.preflight.parcels.verdicts import Judged, RowVerdict, judge_rows


@dataclass
class Choices:
    """What the reader of a sheet has decided.

    rows: the number of the row that counts for an order with several; carriers: the label that a name stands for;
    default_carrier: the label for rows without one; accepted: rows whose warnings are overridden, for `reason`.
    """

    rows: dict[str, int] = field(default_factory=dict)
    carriers: dict[str, str] = field(default_factory=dict)
    default_carrier: str = ""
    restores_zeros: bool = False
    accepts_all: bool = False
    accepted: frozenset[int] = frozenset()
    reason: str = ""

    def warnings_overridden(self, judged: Judged) -> Override | None:
        """What the outbox is told of the row's warnings, None where there are none."""
        if judged.verdict is not RowVerdict.ASKS:
            return None
        return Override(asking_codes(judged.reasons), self.reason)

    def accepts(self, judged: Judged) -> bool:
        """Whether the row's warnings are overridden; never without a reason."""
        return bool(self.reason) and (self.accepts_all or judged.row.number in self.accepted)


@dataclass(frozen=True)
class Review:
    """Every row with its verdict, in the order of the sheet, and the orders they were held against."""

    judged: tuple[Judged, ...]
    orders: Mapping[str, OrderState]

    @cached_property
    def counts(self) -> Counter[RowVerdict]:
        """How many rows have each verdict."""
        return Counter(each.verdict for each in self.judged)

    def of(self, *verdicts: RowVerdict) -> list[Judged]:
        """The rows with one of some verdicts."""
        return [each for each in self.judged if each.verdict in verdicts]

    def sendable(self, choices: Choices) -> list[Judged]:
        """The rows that would be sent now: those that are ready, and warned ones whose warnings are overridden."""
        return [each for each in self.judged if _is_sendable(each, choices)]

    def rivals(self, choices: Choices) -> dict[str, list[Judged]]:
        """Rows by order where several numbers claim the same one, chosen among or not."""
        open_verdicts = {RowVerdict.CONFLICT, RowVerdict.SET_ASIDE}
        contested = {each.row.order_id for each in self.judged if each.verdict in open_verdicts}
        found: dict[str, list[Judged]] = {order_id: [] for order_id in contested}
        for each in self.judged:
            is_chosen = choices.rows.get(each.row.order_id) == each.row.number
            if each.row.order_id in contested and (each.verdict in open_verdicts or is_chosen):
                found[each.row.order_id].append(each)
        return dict(sorted(found.items(), key=lambda pair: pair[1][0].row.number))

    def with_lost_zeros(self) -> list[Judged]:
        """Rows whose number would be the carrier's with zeros in front."""
        return [each for each in self.judged if _longer_number(each)]


def review_sheet(
    basis: Basis,
    rows: Sequence[ParcelRow],
    choices: Choices,
    open_elsewhere: Mapping[str, Sequence[str]],
) -> Review:
    """Judge the rows of a sheet by the newest data, the outbox, the choices made and what colleagues have open.

    Raises `OpsError`.
    """
    facts = sheet_facts(
        basis,
        rows,
        choices=choices.rows,
        carrier_choices=choices.carriers,
        default_carrier=choices.default_carrier,
        open_elsewhere=open_elsewhere,
    )
    judged = judge_rows(rows, facts)
    if choices.restores_zeros and any(map(_longer_number, judged)):
        return review_sheet(basis, _with_zeros(judged), replace(choices, restores_zeros=False), open_elsewhere)
    return Review(tuple(judged), facts.states)


def unknown_names(review: Review, choices: Choices) -> list[str]:
    """Names of carriers in the sheet that the marketplace does not know, one spelling of each; those mapped too."""
    asked = {
        str(reason.detail["carrier"])
        for each in review.judged
        for reason in each.reasons
        if reason.code == "carrier_unknown"
    }
    names = {spelling_key(name): name for name in sorted(asked | set(choices.carriers))}
    return sorted(names.values(), key=str.casefold)


def still_meant(intended: Iterable[Judged], now: Review, choices: Choices) -> tuple[list[Judged], list[Judged]]:
    """Split what was confirmed into what can be sent as it was seen, and what cannot any more, as it stands now."""
    by_row = {each.row.number: each for each in now.judged}
    pairs = [(seen, by_row[seen.row.number]) for seen in intended]
    same = [current for seen, current in pairs if _is_as_seen(seen, current) and _is_sendable(current, choices)]
    changed = [
        current for seen, current in pairs if not (_is_as_seen(seen, current) and _is_sendable(current, choices))
    ]
    return same, changed


def wishes(
    judged: Iterable[Judged], orders: Mapping[str, OrderState], choices: Choices, links: Mapping[int, str]
) -> list[Wish]:
    """What is asked of the outbox for rows that will be sent; `links`: the tracking address by row."""
    return [_wish(each, orders[each.row.order_id], choices, links.get(each.row.number)) for each in judged]


def _wish(judged: Judged, order: OrderState, choices: Choices, link: str | None) -> Wish:
    seen = {"screen": "shipping", "row": judged.row.number}
    payload = shipment_payload(judged, order, link)
    return Wish(SHIP_ORDER, judged.row.order_id, payload, seen, choices.warnings_overridden(judged))


def _is_sendable(judged: Judged, choices: Choices) -> bool:
    if judged.verdict is RowVerdict.ASKS:
        return choices.accepts(judged)
    return judged.verdict is RowVerdict.READY


def _is_as_seen(seen: Judged, now: Judged) -> bool:
    return (seen.row, seen.carrier_label) == (now.row, now.carrier_label) and set(now.codes) <= set(seen.codes)


def _longer_number(judged: Judged) -> str:
    return next((str(reason.detail["number"]) for reason in judged.reasons if reason.code == "zeros_lost"), "")


def _with_zeros(judged: Iterable[Judged]) -> list[ParcelRow]:
    return [
        replace(each.row, parcel_number=longer, is_restored=True) if (longer := _longer_number(each)) else each.row
        for each in judged
    ]
