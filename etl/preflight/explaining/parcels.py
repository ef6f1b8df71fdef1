"""What Vigie makes of a parcel from the answers of its tracking sources: stage, journey, delay, and what counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from etl.carriers import laposte, seventeen_track
from etl.carriers.answers import number_in, object_in, text_in
from etl.domain.checks import Check, Severity, worst_first
from etl.domain.parcels.events import Event
from etl.domain.parcels.judging import Verdict, delays, judged
from etl.domain.parcels.moments import FIRST_YEAR
from etl.domain.parcels.parcels import Parcel
from etl.domain.parcels.readings import Reading
from etl.domain.parcels.regions import region
from etl.domain.parcels.walks import Judged
from etl.domain.time.calendar import LAST_DAY
from etl.domain.time.clock import PARIS
from etl.preflight.explaining.explanation import CannotExplain, Explanation, one_object, written, written_findings
from etl.preflight.explaining.fields import Fields, read_instant

UNREADABLE: Final = (
    "This is no parcel that can be read ({reason}): give one JSON object with the parcel and the answers of its "
    "tracking sources, in UTF-8."
)
SOURCES: Final = (laposte.SOURCE, seventeen_track.SOURCE)


def explained_parcel_file(content: bytes, now: datetime) -> Explanation:
    """Explain a parcel and the answers about it, at `now` (UTC). Raises `CannotExplain`."""
    given = _given(content)
    fields = Fields(object_in(given.get("parcel")), now)
    parcel = _parcel(fields)
    readings, later = _readings(parcel, _answers(given), fields)
    found = judged(parcel, readings, now)
    later += [{**fact, "id": parcel.number} for fact in (*fields.later(), *_later_events(found))]
    later.sort(key=lambda fact: str(written(fact["at"])))
    return _shown(parcel, found, now) | {
        "findings": written_findings(worst_first(fields.checks)),
        "later": written(later),
        "now": written(now),
    }


def _readings(parcel: Parcel, answers: list[Any], fields: Fields) -> tuple[list[Reading], list[dict[str, Any]]]:
    """The answers read until now, and those that were left out because they were read later."""
    readings: list[Reading] = []
    later: list[dict[str, Any]] = []
    for place, answer in enumerate(answers):
        source = (text_in(object_in(answer).get("source")) or "").lower()
        if source not in SOURCES:
            fields.checks.append(Check("answer_unreadable", Severity.NOTES, {"field": f"answers[{place}]"}))
            continue
        read_at = read_instant(text_in(answer.get("read_at")) or "")
        if read_at is not None and read_at > fields.now:
            later.append({"what": f"answer: {source}", "id": parcel.number, "at": read_at})
        else:
            readings.append(_reading(parcel, source, answer, read_at))
    return readings, later


def _given(content: bytes) -> Mapping[str, Any]:
    read = one_object(content, UNREADABLE)
    if not isinstance(read.get("parcel"), dict):
        raise CannotExplain(UNREADABLE.format(reason="it has no parcel"))
    return read


def _answers(given: Mapping[str, Any]) -> list[Any]:
    answers = given.get("answers")
    return answers if isinstance(answers, list) else [] if answers is None else [answers]


def _parcel(fields: Fields) -> Parcel:
    told = fields.given
    number = told.get("parcel_number")
    if not number_in(number):
        raise CannotExplain(UNREADABLE.format(reason="it has no parcel_number"))
    fields.instant("ordered_at")
    return Parcel(
        number=str(number).strip(),
        carrier_name=text_in(told.get("carrier_name")),
        # an order that is younger than the clock is left out and named, and still no row of its parcel is older
        ordered_at=_past_placeholders(read_instant(text_in(told.get("ordered_at")) or "")),
        declared_at=_past_placeholders(fields.instant("declared_at")),
        promised_on=_promised_on(fields),
        postcode=told.get("postcode"),
        country_code=told.get("country_code"),
    )


def _past_placeholders(at: datetime | None) -> datetime | None:
    return at if at is not None and at.year >= FIRST_YEAR else None


def _promised_on(fields: Fields) -> date | None:
    """The Paris day of the marketplace's promise, which lies ahead as a rule."""
    text = text_in(fields.given.get("promised_max_at"))
    at = read_instant(text or "")
    if at is None and fields.given.get("promised_max_at") not in (None, ""):
        fields.checks.append(Check("date_damaged", Severity.ASKS, {"field": "promised_max_at"}))
    # a promise of another age is none, and its last hours have no day in Paris
    return at.astimezone(PARIS).date() if at is not None and FIRST_YEAR <= at.year < LAST_DAY.year else None


def _reading(parcel: Parcel, source: str, answer: Mapping[str, Any], read_at: datetime | None) -> Reading:
    status, body = answer.get("http_status"), answer.get("body")
    if source == seventeen_track.SOURCE:
        return seventeen_track.reading(parcel.compared_number, status, body, read_at)
    is_mainland = region(parcel.country_code, parcel.postcode) == "home"
    return laposte.reading(parcel.compared_number, status, body, read_at, is_mainland=is_mainland)


def _later_events(found: Verdict) -> Iterator[dict[str, Any]]:
    for event in found.later:
        what = f"event: {event.code or event.label or ''}".rstrip()
        yield {"what": what, "at": event.moment.at or event.moment.day}


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
