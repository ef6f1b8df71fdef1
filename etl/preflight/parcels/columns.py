"""Which column of a sheet is which: by its heading wherever it stands, else by what stands below it.

Where two columns could be one field and say different things, none is taken: the sheet is asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from etl.domain.errors import Choice, UnreadableSheet
from etl.domain.tracking.carrier_names import spelling_key
from etl.domain.tracking.carriers import FAMILIES
from etl.domain.tracking.floors import number_floor
from etl.domain.tracking.linked_numbers import LinkPatterns, linked_number
from etl.domain.tracking.numbers import Verdict, assess_number
from etl.preflight.parcels.headings import (
    HINTS,
    TEMPLATE,
    Field,
    field_hinted,
    field_named,
    heading_key,
    heading_words,
    is_other_thing,
)
from etl.preflight.parcels.order_numbers import is_order_shaped
from etl.preflight.parcels.readings import Reading, chosen_places
from etl.preflight.sheets.cells import identifier, plain_cell
from etl.preflight.sheets.text import SheetRow

LONG_NUMBER: Final = 8
"""Characters of what is a tracking number by its looks alone."""

_DEEPEST_HEADING: Final = 50
_SAMPLE: Final = 200
_NO_NAMES: Final = frozenset({"autre", "autres", "other", "others", "custom", "divers"})
_HINT_WORDS: Final = frozenset({"tracking", "track", "suivi", "lt", "waybill", "单号", *HINTS["parcel_number"].split()})
_AS_FOUND: Final = Reading()
_Look = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands, the row of headings (None without), and the rows below that are no headings again."""

    positions: Mapping[Field, int]
    heading: SheetRow | None
    body: tuple[SheetRow, ...]


def recognised_columns(rows: Sequence[SheetRow], carriers: Collection[str], reading: Reading = _AS_FOUND) -> Columns:
    """Find the headings and the columns; raises `UnreadableSheet` (column_missing, column_unclear, column_unknown)."""
    at = heading_place(rows)
    heading = None if at is None else rows[at]
    below = rows if at is None else [row for row in rows[at + 1 :] if not _is_heading(row)]
    labels = frozenset(map(spelling_key, carriers))
    table = _Table(heading.cells if heading else (), tuple(below[:_SAMPLE]), labels, reading.links)
    positions = table.positions(chosen_places(reading.columns, table.headings, len(table.places)))
    if heading is None:
        positions = _in_template_order(table, positions)
    for field in ("order_id", "parcel_number"):
        if below and field not in positions:
            raise UnreadableSheet("column_missing", field, table.choices(table._free(positions)))
    return Columns(positions, heading, tuple(below))


def heading_place(rows: Sequence[SheetRow]) -> int | None:
    """The place of the row that looks most like headings, None where none does; it stands above all order numbers."""
    best, most = None, 0
    above = _above_orders(rows)
    for place, row in enumerate(above):
        named = {field for cell in row.cells if (field := field_named(cell))}
        hinted = {field for cell in row.cells if (field := field_hinted(cell))} - named
        weight = 2 * len(named) + len(hinted)
        is_heading = bool(named) and (len(named | hinted) > 1 or place == 0)
        if is_heading and weight > most:
            best, most = place, weight
    if best is None and 0 < len(above) < min(len(rows), _DEEPEST_HEADING) and _is_unknown_heading(above[-1], rows):
        return len(above) - 1
    return best


def _above_orders(rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
    top = rows[:_DEEPEST_HEADING]
    first = next((place for place, row in enumerate(top) if any(map(is_order_shaped, row.cells))), len(top))
    return top[:first]


def _is_unknown_heading(row: SheetRow, rows: Sequence[SheetRow]) -> bool:
    """Words above order numbers, one for each cell: headings in a tongue that is not known."""
    below = next(each for each in rows if any(map(is_order_shaped, each.cells)))
    words = [cell for cell in row.cells if cell]
    has_digits = any(character.isdigit() for cell in words for character in cell)
    return len(words) > 1 and len(row.cells) == len(below.cells) and not has_digits


def _is_heading(row: SheetRow) -> bool:
    named = {field for cell in row.cells if (field := field_named(cell))}
    return len(named) > 1 and not any(map(is_order_shaped, row.cells))


@dataclass(frozen=True)
class _Table:
    """The cells below the headings, column by column."""

    headings: Sequence[str]
    rows: Sequence[SheetRow]
    labels: frozenset[str]
    links: LinkPatterns = ()

    def positions(self, chosen: Mapping[Field, int]) -> dict[Field, int]:
        """The fields that can be told, each with its column; those that were chosen first."""
        found = dict(chosen)
        for field, candidates in (
            ("order_id", self._orders),
            ("carrier_name", self._carriers),
            ("parcel_number", self._numbers),
            ("tracking_url", self._addresses),
            ("order_line_ids", lambda taken: [self._named("order_line_ids", taken)[:1]]),
            ("item_ids", lambda taken: [self._named("item_ids", taken)[:1]]),
        ):
            if field in chosen:
                continue
            groups = [[place for place in group if place not in found.values()] for group in candidates(found)]
            if (place := self._one(field, groups)) is not None:  # type: ignore[arg-type]
                found[field] = place  # type: ignore[index]
        return found

    def _orders(self, _taken: Mapping[Field, int]) -> list[list[int]]:
        shaped = [place for place in self.places if self._share(place, is_order_shaped) >= 0.5]
        named = self._named("order_id", {})
        meant = [place for place in shaped if place in named]
        hinted = [place for place in shaped if field_hinted(self._heading(place)) == "order_id"]
        return [meant, hinted, [place for place in shaped if not field_named(self._heading(place))], named]

    def _carriers(self, taken: Mapping[Field, int]) -> list[list[int]]:
        named = self._named("carrier_name", taken)
        shares = {place: self._share(place, self._is_label) for place in self._free(taken)}
        most = max((shares.get(place, 0.0) for place in named), default=0.0)
        known = [place for place in named if shares.get(place) == most > 0]
        looks = [place for place, share in shares.items() if share >= 0.5 and not field_named(self._heading(place))]
        return [known, looks, named[:1]]

    def _numbers(self, taken: Mapping[Field, int]) -> list[list[int]]:
        named = self._named("parcel_number", taken)
        if named:
            good = [place for place in named if self._share(place, partial(_is_plausible, self.links)) > 0]
            return [good, [place for place in named if self._share(place, bool) > 0][:1], named[:1]]
        free = [
            place
            for place in self._free(taken)
            if not is_other_thing(self._heading(place)) and not field_named(self._heading(place))
        ]
        hinted = [place for place in free if _HINT_WORDS & set(heading_words(self._heading(place)))]
        carrier = taken.get("carrier_name")
        return [
            [place for place in hinted if self._share(place, partial(_is_long, self.links)) >= 0.5],
            [place for place in free if self._proven(place, carrier) >= 0.5],
        ]

    def _addresses(self, taken: Mapping[Field, int]) -> list[list[int]]:
        free = self._free(taken)
        named = [place for place in self._named("tracking_url", taken) if place in free]
        look = partial(_is_linked, self.links) if self.headings else _is_web
        linked = [place for place in free if self._share(place, look) > 0.5]
        return [[place for place in named if self._share(place, bool) > 0][:1], linked[:1], named[:1]]

    def _one(self, field: Field, candidates: Iterable[list[int]]) -> int | None:
        """The column of the first group with any; raises `UnreadableSheet` where its columns say different things."""
        group = next((group for group in candidates if group), [])
        if not group:
            return None
        for row in self.rows:
            said = {_said(row.cells[place]) for place in group if place < len(row.cells) and row.cells[place]}
            if len(said) > 1:
                names = [self._heading(place) or str(place + 1) for place in group[:2]]
                raise UnreadableSheet("column_unclear", "|".join([field, *names]), self.choices(group))
        return max(group, key=lambda place: (self._filled(place), -place))

    def choices(self, places: Iterable[int]) -> tuple[Choice, ...]:
        """Columns to choose from, each with its heading and what stands in it; none of empty ones."""
        return tuple(Choice(place, self._heading(place), cells[0]) for place in places if (cells := self._cells(place)))

    @cached_property
    def places(self) -> range:
        return range(max((len(row.cells) for row in self.rows), default=len(self.headings)))

    def _free(self, taken: Mapping[Field, int]) -> list[int]:
        return [place for place in self.places if place not in taken.values()]

    def _named(self, field: Field, taken: Mapping[Field, int]) -> list[int]:
        return [
            place
            for place in range(len(self.headings))
            if field_named(self.headings[place]) == field and place not in taken.values()
        ]

    def _heading(self, place: int) -> str:
        return self.headings[place] if place < len(self.headings) else ""

    def _cells(self, place: int) -> list[str]:
        return [row.cells[place] for row in self.rows if place < len(row.cells) and row.cells[place]]

    def _filled(self, place: int) -> int:
        return len(self._cells(place))

    def _share(self, place: int, look: _Look) -> float:
        cells = self._cells(place)
        return sum(map(look, cells)) / len(cells) if cells else 0.0

    def _is_label(self, cell: str) -> bool:
        key = spelling_key(plain_cell(cell))
        return key not in _NO_NAMES and (key in self.labels or key in _FAMILY_KEYS)

    def _proven(self, place: int, carrier: int | None) -> float:
        """The share of cells that are numbers of their row's carrier beyond a mere length of digits."""
        looks = [
            _is_proven(row.cells[place], row.cells[carrier] if carrier is not None and carrier < len(row.cells) else "")
            for row in self.rows
            if place < len(row.cells) and row.cells[place]
        ]
        return sum(looks) / len(looks) if looks else 0.0


_FAMILY_KEYS: Final = frozenset(map(spelling_key, FAMILIES))


def _in_template_order(table: _Table, found: Mapping[Field, int]) -> dict[Field, int]:
    """The fields of a sheet without headings: those known by their looks, the others in the template's order.

    Raises `UnreadableSheet` (column_unclear) where two columns look like tracking numbers.
    """
    left = table._free(found)
    positions = dict(found)
    if "parcel_number" not in positions and "order_id" in positions:
        long = [place for place in left if table._share(place, partial(_is_long, table.links)) >= 0.5]
        if (place := table._one("parcel_number", [long])) is not None:
            positions["parcel_number"] = place
            left.remove(place)
    rest = [field for field in TEMPLATE if field not in positions]
    in_order = rest if "carrier_name" in positions else [field for field in rest if field != "tracking_url"]
    return positions | dict(zip(in_order, left, strict=False))


def _said(cell: str) -> str:
    return heading_key(plain_cell(cell)) or cell


def _is_plausible(links: LinkPatterns, cell: str) -> bool:
    read = identifier(cell)
    return linked_number(read.text, links) is not None or (
        read.fault is None and bool(read.text) and number_floor(read.text) is None and len(read.text) > 4
    )


def _is_linked(links: LinkPatterns, cell: str) -> bool:
    return linked_number(plain_cell(cell), links) is not None


def _is_web(cell: str) -> bool:
    """Without headings: under one that is not known, an address may be a picture's."""
    return plain_cell(cell).lower().startswith(("http://", "https://", "www."))


def _is_long(links: LinkPatterns, cell: str) -> bool:
    read = identifier(cell)
    is_number = read.fault is None and number_floor(read.text) is None and len(read.text) >= LONG_NUMBER
    return linked_number(read.text, links) is not None or (is_number and len(read.text.split()) < LONG_NUMBER)


def _is_proven(cell: str, carrier: str) -> bool:
    read = identifier(cell)
    found = assess_number(read.text, plain_cell(carrier))
    if read.fault is not None or found.verdict is None or number_floor(read.text) is not None:
        return False
    has_letters = any(character.isalpha() for character in read.text) and any(map(str.isdigit, read.text))
    return found.verdict is Verdict.CHECK_DIGIT_OK or (found.verdict is Verdict.SHAPE_OK and has_letters)
