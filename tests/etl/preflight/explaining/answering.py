"""Answers of tracking sources as they are served, in the fewest words."""

from typing import Any

import orjson

from etl.preflight.explaining.explanation import instant_of
from etl.preflight.explaining.parcels import explained_parcel_file

NUMBER = "6A11111111111"
NOW = "2026-11-28T10:00:00+01:00"
READ = "2026-11-28T08:00:00Z"
HTML = "<!DOCTYPE html><html><body><h1>Site indisponible</h1></body></html>"


def scan(code: str | None, at: Any, label: Any = None, **more: Any) -> dict[str, Any]:
    """A row of La Poste's: `26 14:07` is that of November 2026 in Paris, anything else stands as it is."""
    return {"date": paris(at), "code": code, "label": label if label is not None else f"Libellé {code}", **more}


def paris(at: Any) -> Any:
    if not isinstance(at, str) or len(at) != len("26 14:07"):
        return at
    return f"2026-11-{at[:2]}T{at[3:]}:00+01:00"


def item(*rows: dict[str, Any] | None, number: str = NUMBER, **shipment: Any) -> dict[str, Any]:
    """La Poste's item; its rows the newest first."""
    return {"lang": "fr_FR", "returnCode": 200, "shipment": {"idShip": number, "event": list(rows), **shipment}}


def failed(code: Any, number: str = NUMBER) -> dict[str, Any]:
    return {"returnCode": code, "returnMessage": "...", "idShip": number}


def laposte(body: Any, status: Any = 200, read: str | None = READ) -> dict[str, Any]:
    return {"source": "laposte", "read_at": read, "http_status": status, "body": body}


def row(
    sub: str | None, at: Any, label: str | None = None, place: str | None = "Lyon, FR", **more: Any
) -> dict[str, Any]:
    """A row of 17TRACK's: an instant in Paris, or `{"date", "time", "timezone"}` as the carrier wrote it."""
    raw = at if isinstance(at, dict) else {"date": None, "time": None, "timezone": None}
    address = {"country": place.rpartition(", ")[2] if place else None}
    told = {"time_iso": None if isinstance(at, dict) else paris(at), "time_utc": None, "time_raw": raw}
    return {
        **told,
        "sub_status": sub,
        "stage": None,
        "description": label,
        "location": place,
        "address": address,
        **more,
    }


def tracked(
    *rows: dict[str, Any], number: str = NUMBER, carrier: int = 100304, status: str = "InTransit", **info: Any
) -> Any:
    """An accepted item of gettrackinfo with one provider."""
    providers = [{"provider": {"key": carrier}, "events": list(rows)}]
    told = {"latest_status": {"status": status}, "tracking": {"providers": providers}, **info}
    return {"number": number, "carrier": carrier, "track_info": told}


def track17(
    *accepted: Any, rejected: Any = (), code: int = 0, status: Any = 200, read: str | None = READ
) -> dict[str, Any]:
    body = {"code": code, "data": {"accepted": list(accepted), "rejected": list(rejected)}}
    return {"source": "17track", "read_at": read, "http_status": status, "body": body}


def judge(*answers: Any, now: str = NOW, **parcel: Any) -> dict[str, Any]:
    """Explain a Colissimo declared on Tuesday 24 November at 16:00 Paris, promised for 3 December, unless told else."""
    known = {
        "parcel_number": NUMBER,
        "carrier_name": "Colissimo",
        "ordered_at": "2026-11-23T10:00:00Z",
        "declared_at": "2026-11-24T15:00:00Z",
        "promised_max_at": "2026-12-03T00:00:00Z",
        "postcode": "59000",
        "country_code": "FR",
    }
    given = {"parcel": {**known, **parcel}, "answers": list(answers)}
    shown: dict[str, Any] = orjson.loads(orjson.dumps(explained_parcel_file(orjson.dumps(given), instant_of(now))))
    return shown


def told(*rows: dict[str, Any], now: str = NOW, **parcel: Any) -> dict[str, Any]:
    """Judge one answer of La Poste with these rows, the newest first."""
    return judge(laposte(item(*rows)), now=now, **parcel)


def relayed(*rows: dict[str, Any], now: str = NOW, read: str | None = READ, **parcel: Any) -> dict[str, Any]:
    """Judge one answer of 17TRACK for a Mondial Relay parcel."""
    return judge(track17(tracked(*rows), read=read), now=now, **{"carrier_name": "Mondial Relay", **parcel})


def only(shown: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(shown[name] for name in names)
