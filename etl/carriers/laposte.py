"""La Poste's Suivi v2 (letters, Colissimo, Chronopost) on the wire: an answer read as what it says of one parcel.

One number is answered by an object or by a list, several by a list under 207, in any order (carriers-api 1).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from etl.carriers.answers import (
    Json,
    number_in,
    object_in,
    objects_in,
    oldest_first,
    source_trouble,
    text_in,
    whole_number,
)
from etl.domain.parcels.labels import cleaned_label
from etl.domain.parcels.moments import named_day, stated_moment
from etl.domain.parcels.readings import Reading, Row, SourceState, Told

SOURCE: Final = "laposte"
CARRIERS: Final = frozenset({"la_poste", "chronopost"})
"""For whom it speaks."""

FOUND: Final = frozenset({200, 201, 208, None})
NOT_KNOWN_YET: Final = frozenset({104, 404})
UPSTREAM_DOWN: Final = 504
CHOSEN: Final = 2

_GATEWAY: Final = {
    "UNAUTHORIZED": SourceState.REFUSED,
    "FORBIDDEN": SourceState.REFUSED,
    "ACCESS_DENIED": SourceState.REFUSED,
    "TOO_MANY_REQUESTS": SourceState.DOWN,
    "SERVICE_UNAVAILABLE": SourceState.DOWN,
    "INTERNAL_SERVER_ERROR": SourceState.DOWN,
    "GATEWAY_TIMEOUT": SourceState.DOWN,
}


def reading(number: str, status: object, body: object, read_at: datetime | None, *, is_mainland: bool) -> Reading:
    """What an answer says of a parcel. `is_mainland`: where its rows' clocks without zone would be Paris's."""
    if (trouble := source_trouble(status, body)) is not None:
        return Reading(SOURCE, read_at, trouble)
    items = list(objects_in(body))
    found = _item_of(number, items)
    if found is None:
        return Reading(SOURCE, read_at, _without_item(items, whole_number(status)))
    code = whole_number(found.get("returnCode"))
    shipment = found.get("shipment")
    if code in FOUND and isinstance(shipment, dict):
        return Reading(SOURCE, read_at, SourceState.OK, (_told(shipment, is_mainland=is_mainland),))
    if code == UPSTREAM_DOWN and len(items) > 1 and all(_is_upstream_down(item) for item in items):
        return Reading(SOURCE, read_at, SourceState.DOWN)
    return Reading(SOURCE, read_at, SourceState.OK if code in NOT_KNOWN_YET else SourceState.NO_INFORMATION)


def _item_of(number: str, items: list[Json]) -> Json | None:
    """The item about our number; one alone that names none is taken for it, unless it claims to have found it."""
    mine = [item for item in items if _number(item) == number]
    found = [item for item in mine if isinstance(item.get("shipment"), dict)]
    if mine:
        return (found or mine)[-1]
    if len(items) == 1 and not _number(items[0]) and "returnCode" in items[0] and not items[0].get("shipment"):
        return items[0]
    return None


def _number(item: Json) -> str:
    return number_in(object_in(item.get("shipment")).get("idShip")) or number_in(item.get("idShip"))


def _is_upstream_down(item: Json) -> bool:
    return whole_number(item.get("returnCode")) == UPSTREAM_DOWN


def _without_item(items: list[Json], status: int | None) -> SourceState:
    if any(_number(item) for item in items):
        return SourceState.DOWN  # an answer to another question
    for item in items:
        if (state := _GATEWAY.get(str(item.get("code") or "").upper())) is not None:
            return state
    return SourceState.OK if status == 404 else SourceState.NO_INFORMATION


def _told(shipment: Json, *, is_mainland: bool) -> Told:
    context = object_in(shipment.get("contextData"))
    choice = whole_number(object_in(context.get("deliveryChoice")).get("deliveryChoice"))
    estimate = named_day(shipment.get("estimDate"))
    return Told(
        carriers=CARRIERS,
        is_found=True,
        rows=_rows(list(objects_in(shipment.get("event"))), is_mainland=is_mainland),
        estimate=estimate,
        chosen_day=estimate if choice == CHOSEN else None,
        chooses=choice is not None,
        country_code=text_in(context.get("arrivalCountry")),
    )


def _rows(events: list[Json], *, is_mainland: bool) -> tuple[Row, ...]:
    orders = [whole_number(event.get("order")) for event in events]
    rows = [_row(event, is_mainland=is_mainland) for event in events]
    if rows and all(order is not None for order in orders):
        # the higher is the later, wherever it stands
        return tuple(row for _order, row in sorted(zip(orders, rows, strict=True), key=lambda one: one[0] or 0))
    return oldest_first(rows)


def _row(event: dict[str, Any] | Json, *, is_mainland: bool) -> Row:
    label = cleaned_label(event.get("label"))
    country = text_in(event.get("country"))
    here = is_mainland if country is None else country.upper() in {"FR", "FRA", "FRANCE", "MC"}
    code = text_in(event.get("code"))
    return Row(
        moment=stated_moment(event.get("date"), is_mainland=here),
        code=code,
        label=label,
        wordings=(label,) if label else (),
    )
