"""17TRACK's API v2.4 on the wire (v2.2 has the same shape): an answer or a push read as what it says of one parcel.

An item names its carrier, each of its providers one leg of the way (carriers-api 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

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
from etl.domain.parcels.moments import Moment, named_day, split_moment, stated_moment
from etl.domain.parcels.readings import Reading, Row, SourceState, Told
from etl.domain.parcels.regions import keeps_paris_time
from etl.domain.tracking.carrier_keys import carrier_of_key

SOURCE: Final = "17track"

REFUSED_CODES: Final = frozenset({-18010001, -18010002, -18010004})
"""Address not allowed, key refused, account off."""
DOWN_CODES: Final = frozenset({-18010003, -18019907, -18019908})
"""Their own error, the day's limit, no credit left."""

_OWN_GUESS: Final = "17TRACK"


def reading(number: str, status: object, body: object, read_at: datetime | None) -> Reading:
    """What an answer says of a parcel: of gettrackinfo, register, changecarrier, or a push."""
    if (trouble := source_trouble(status, body)) is not None:
        return Reading(SOURCE, read_at, trouble)
    accepted, rejected, codes = _parts(body)
    mine = [item for item in accepted if number_in(item.get("number")) == number]
    if mine:
        told = tuple(one for item in mine for one in _told(item))
        has_news = any(object_in(item.get("track_info")) for item in mine)
        return Reading(SOURCE, read_at, SourceState.OK if has_news else SourceState.NO_INFORMATION, told)
    refusals = [item for item in rejected if number_in(item.get("number")) == number]
    codes += [whole_number(object_in(item.get("error")).get("code")) for item in refusals]
    is_about_others = not refusals and any(number_in(item.get("number")) for item in (*accepted, *rejected))
    return Reading(SOURCE, read_at, SourceState.DOWN if is_about_others else _state(codes))


def _parts(body: object) -> tuple[list[Json], list[Json], list[int | None]]:
    """Accepted items, rejected ones, and codes of the request as a whole."""
    if isinstance(body, list):
        return list(objects_in(body)), [], []
    answer = object_in(body)
    data = answer.get("data")
    content = object_in(data)
    if "number" in content or isinstance(data, list):  # a push, or items alone
        return list(objects_in(data)), [], [whole_number(answer.get("code"))]
    errors = [whole_number(error.get("code")) for error in objects_in(content.get("errors"))]
    return (
        list(objects_in(content.get("accepted"))),
        list(objects_in(content.get("rejected"))),
        [whole_number(answer.get("code")), *errors],
    )


def _state(codes: list[int | None]) -> SourceState:
    if REFUSED_CODES.intersection(codes):
        return SourceState.REFUSED
    return SourceState.DOWN if DOWN_CODES.intersection(codes) else SourceState.NO_INFORMATION


def _told(item: Json) -> Iterator[Told]:
    """What the item's carrier tells, and after it each other carrier that has rows in it."""
    carrier = carrier_of_key(item.get("carrier_new")) or carrier_of_key(item.get("carrier"))
    info = object_in(item.get("track_info"))
    legs: dict[str | None, tuple[Row, ...]] = {}
    for leg in objects_in(object_in(info.get("tracking")).get("providers")):
        name = _speaks_for(leg, carrier, item)
        legs[name] = (*legs.get(name, ()), *_rows(leg.get("events")))
    named = carrier or next(iter(legs), None)
    if not any(legs.values()) and info.get("latest_event"):
        legs[named] = _rows(info["latest_event"])
    recipient = object_in(object_in(info.get("shipping_info")).get("recipient_address"))
    yield Told(
        carriers=_carriers(named),
        is_found=bool(info) and object_in(info.get("latest_status")).get("status") != "NotFound",
        rows=legs.pop(named, ()),
        estimate=_estimate(object_in(info.get("time_metrics")).get("estimated_delivery_date")),
        country_code=text_in(recipient.get("country")),
    )
    yield from (Told(carriers=_carriers(name), is_found=True, rows=rows) for name, rows in legs.items() if rows)


def _speaks_for(provider: Json, carrier: str | None, item: Json) -> str | None:
    """Whose rows a provider's are: a partner that the item names for the last leg speaks for its carrier."""
    who, misc = object_in(provider.get("provider")), object_in(object_in(item.get("track_info")).get("misc_info"))
    leg, name = carrier_of_key(who.get("key")), text_in(who.get("name"))
    partners = {carrier_of_key(misc.get("local_key")), carrier_of_key(item.get("final_carrier"))}
    is_partner = leg in partners or (name is not None and name == text_in(misc.get("local_provider")))
    return carrier if leg is None or (is_partner and carrier is not None) else leg


def _carriers(name: str | None) -> frozenset[str]:
    return frozenset({name} if name else ())


def _estimate(told: object) -> date | None:
    """The last day of the carrier's estimate; what 17TRACK itself reckons is none."""
    estimate = object_in(told)
    if (text_in(estimate.get("source")) or "").upper() == _OWN_GUESS:
        return None
    return named_day(estimate.get("to")) or named_day(estimate.get("from"))


def _rows(events: object) -> tuple[Row, ...]:
    return oldest_first([_row(event) for event in objects_in(events)])


def _row(event: Json) -> Row:
    label = cleaned_label(event.get("description"))
    translated = event.get("description_translation")
    other = cleaned_label(object_in(translated).get("description") if isinstance(translated, dict) else translated)
    return Row(
        moment=_moment(event),
        code=text_in(event.get("sub_status")),
        label=label,
        wordings=tuple(wording for wording in (label, other) if wording),
        milestone=text_in(event.get("stage")),
    )


def _moment(event: Json) -> Moment:
    """The instant where one is told, else the local clock of `time_raw`, else its day."""
    raw = object_in(event.get("time_raw"))
    address = object_in(event.get("address"))
    is_mainland = keeps_paris_time(
        address.get("country"),
        address.get("postal_code"),
        address.get("state"),
        address.get("city"),
        event.get("location"),
    )
    local = split_moment(raw.get("date"), raw.get("time"), raw.get("timezone"), is_mainland=is_mainland)
    stated = [stated_moment(event.get(name), is_mainland=is_mainland) for name in ("time_iso", "time_utc")]
    told = next((moment for moment in stated if moment.known == "instant"), None)
    if told is None:
        return next((moment for moment in (local, *stated) if moment.known != "none"), local)
    # a midnight beside a day without an hour was made up on the way
    return local if local.known == "day" and _is_made_up(event, local) else told


def _is_made_up(event: Json, day: Moment) -> bool:
    clock = str(event.get("time_iso") or event.get("time_utc") or "")[11:16]
    has_hour = "T" in day.written
    return clock == "00:00" and not has_hour
