"""What Vigie makes of a parcel from the answers of its tracking sources: stage, journey, delay, and what counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from etl.carriers import laposte, seventeen_track
from etl.carriers.answers import number_in, object_in, text_in
from etl.domain.parcels.events import Event
from etl.domain.parcels.journeys import Judged
from etl.domain.parcels.judging import Verdict, delays, judged
from etl.domain.parcels.labels import cleaned_label
from etl.domain.parcels.moments import instant, named_day
from etl.domain.parcels.parcels import Parcel
from etl.domain.parcels.readings import Reading
from etl.domain.parcels.regions import region
from etl.domain.time.calendar import LAST_DAY
from etl.preflight.explaining.explanation import CannotExplain, Explanation, one_object, written

UNREADABLE: Final = (
    "This is no parcel that can be read ({reason}): give one JSON object with the parcel and the answers of its "
    "tracking sources, in UTF-8."
)
SOURCES: Final = (laposte.SOURCE, seventeen_track.SOURCE)


def explained_parcel_file(content: bytes, now: datetime) -> Explanation:
    """Explain a parcel and the answers about it, at `now` (UTC). Raises `CannotExplain`."""
    given = _given(content)
    parcel, later = _declared_until(now, _parcel(object_in(given.get("parcel"))))
    readings: list[Reading] = []
    ignored: list[dict[str, Any]] = []
    for place, answer in enumerate(_answers(given)):
        source = (text_in(object_in(answer).get("source")) or "").lower()
        if source not in SOURCES:
            ignored.append({"answer": place, "source": cleaned_label(source)})
            continue
        read_at = instant(answer.get("read_at"))
        if read_at is not None and read_at > now:
            later.append({"what": f"answer: {source}", "id": parcel.number, "at": read_at})
        else:
            readings.append(_reading(parcel, source, answer, read_at))
    found = judged(parcel, readings, now)
    later += _later_events(parcel, found)
    shown = _shown(parcel, found, now)
    later.sort(key=lambda fact: str(written(fact["at"])))
    return shown | {"later": written(later), "not_read": ignored, "now": written(now)}


def _given(content: bytes) -> Mapping[str, Any]:
    read = one_object(content, UNREADABLE)
    if not isinstance(read.get("parcel"), dict):
        raise CannotExplain(UNREADABLE.format(reason="it has no parcel"))
    return read


def _answers(given: Mapping[str, Any]) -> list[Any]:
    answers = given.get("answers")
    return answers if isinstance(answers, list) else [] if answers is None else [answers]


def _parcel(told: Mapping[str, Any]) -> Parcel:
    number = told.get("parcel_number")
    if not number_in(number):
        raise CannotExplain(UNREADABLE.format(reason="it has no parcel_number"))
    promised_on = named_day(told.get("promised_max_at"))
    return Parcel(
        number=str(number).strip(),
        carrier_name=text_in(told.get("carrier_name")),
        ordered_at=instant(told.get("ordered_at")),
        declared_at=instant(told.get("declared_at")),
        promised_on=promised_on if promised_on is None or promised_on <= LAST_DAY else None,
        postcode=told.get("postcode"),
        country_code=told.get("country_code"),
    )


def _declared_until(now: datetime, parcel: Parcel) -> tuple[Parcel, list[dict[str, Any]]]:
    """The parcel as known at `now`, and what was left out of it. Nothing is younger than an order made later."""
    dated = {"ordered_at": parcel.ordered_at, "declared_at": parcel.declared_at}
    later = [{"what": what, "id": parcel.number, "at": at} for what, at in dated.items() if at is not None and at > now]
    is_declared = parcel.declared_at is not None and parcel.declared_at <= now
    return (parcel if is_declared else replace(parcel, declared_at=None)), later


def _reading(parcel: Parcel, source: str, answer: Mapping[str, Any], read_at: datetime | None) -> Reading:
    status, body = answer.get("http_status"), answer.get("body")
    if source == seventeen_track.SOURCE:
        return seventeen_track.reading(parcel.compared_number, status, body, read_at)
    is_mainland = region(parcel.country_code, parcel.postcode) == "home"
    return laposte.reading(parcel.compared_number, status, body, read_at, is_mainland=is_mainland)


def _later_events(parcel: Parcel, found: Verdict) -> Iterator[dict[str, Any]]:
    for event in found.later:
        at = event.moment.at or event.moment.day
        yield {"what": f"event: {event.code or event.label or ''}".rstrip(), "id": parcel.number, "at": at}


def _shown(parcel: Parcel, found: Verdict, now: datetime) -> Explanation:
    told = found.journey
    delay = delays([found.bounds], now).row(0, named=True)
    return {
        "parcel_number": parcel.number,
        "carrier_name": parcel.carrier_name,
        "stage": told.stage.value,
        "stage_since": written(_at(told.since)),
        "stage_since_on": written(_on(told.since)),
        "stage_reason": told.reason,
        "first_scan_at": written(_at(told.first_scan)),
        "first_scan_on": written(_on(told.first_scan)),
        "delivered_at": written(_at(told.delivery)),
        "delivered_on": written(_on(told.delivery)),
        "handed_to": told.handed_to,
        "estimates": [{"day": written(one.day), "seen_at": written(one.seen_at)} for one in found.estimates],
        "delay_class": delay["delay_class"],
        "delay_since": written(delay["delay_since"]),
        "source_state": found.source_state.value,
        "events": [_event(one) for one in told.events],
    }


def _event(one: Judged) -> dict[str, Any]:
    event = one.event
    return {
        "happened_at": written(event.moment.at),
        "happened_on": written(event.moment.day),
        "time_known": event.moment.known,
        "seen_at": written(event.seen_at),
        "source": event.source,
        "code": event.code,
        "label": event.label,
        "stage": one.stage.value if one.stage else None,
        "counts": one.counts,
        "reason": one.reason,
    }


def _at(event: Event | None) -> datetime | None:
    return event.moment.at if event else None


def _on(event: Event | None) -> date | None:
    return event.moment.day if event else None
