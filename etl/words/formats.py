"""Numbers, money, instants and durations in the reader's language. Instants come in UTC and are shown in Paris time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from etl.words.catalogues import _, language, ngettext

PARIS = ZoneInfo("Europe/Paris")
BABEL_LOCALES = {"fr": "fr_FR", "en": "en_GB", "zh": "zh_Hans_CN"}


def _locale() -> str:
    return BABEL_LOCALES[language()]


def paris(instant: datetime) -> datetime:
    """The instant on a Paris clock.

    `9999-12-31T23:59:59Z`, the end of time of many systems, lies in a year that no clock here has: as it is written.
    """
    try:
        return instant.astimezone(PARIS)
    except OverflowError:
        return instant.replace(tzinfo=PARIS)


def paris_midnight_after(instant: datetime) -> datetime:
    """The end of the Paris day that holds the instant, in UTC (a day may last 23 or 25 hours)."""
    return paris_midnight(paris(instant).date() + timedelta(days=1))


def paris_midnight(day: date) -> datetime:
    """The beginning of a Paris day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)


def number(value: float, digits: int = 0) -> str:
    """A number with grouping, `digits` decimals."""
    return format_decimal(
        round(value, digits), format="#,##0" + ("." + "0" * digits if digits else ""), locale=_locale()
    )


def counted(singular: str, plural: str, n: int, **values: str) -> str:
    """A message that counts, translated, its `{n}` in the reader's form."""
    return ngettext(singular, plural, n).format(n=number(n), **values)


def listed(items: Sequence[str]) -> str:
    """Several names as one says them: `Karim, Jade and Wei`."""
    if language() == "zh":  # CLDR's 和 would stand between Latin names without a space
        return "、".join(items)
    return format_list(items, locale=_locale())


def labelled(label: str, text: str) -> str:
    """A label and what it is about, with the colon of the reader's language."""
    return _("{label}: {text}").format(label=label, text=text)


def beside(first: str, second: str) -> str:
    """Two things said in one breath, with the comma of the reader's language."""
    return _("{first}, {second}").format(first=first, second=second)


def country(code: str | None) -> str:
    """The name of a country (ISO 3166-1 alpha-2); an unknown code as it is, nothing for none."""
    return str(Locale.parse(_locale()).territories.get(code, code)) if code else ""


def language_name(code: str) -> str:
    """The name of a language (ISO 639-1); an unknown code as it is."""
    return str(Locale.parse(_locale()).languages.get(code, code))


def money(amount: float | None, currency: str | None) -> str:
    """An amount with its currency (ISO 4217); without it where it is not known, a dash for no amount."""
    if amount is None:
        return "–"
    if not currency:
        return format_decimal(amount, format="#,##0.00", locale=_locale())
    return format_currency(amount, currency, locale=_locale())


def percent_sign() -> str:
    """The sign after a rate, with the space that French puts before it."""
    return "\u00a0%" if language() == "fr" else "%"


def decimal_marks() -> str:
    """Decimal mark and grouping of the reader's language, as Plotly takes them."""
    return ",\u202f" if language() == "fr" else ".,"


def percent(value: float, digits: int = 1) -> str:
    """A rate given in percent (98.4 is 98.4 %)."""
    return format_percent(value / 100, format="#,##0." + "#" * digits + percent_sign(), locale=_locale())


def clock(instant: datetime) -> str:
    """Hours and minutes in Paris: 17:00."""
    return format_time(paris(instant), format="HH:mm", locale=_locale())


def day(value: date | datetime) -> str:
    """A short date: 23 nov. (Paris day when given an instant)."""
    local = paris(value).date() if isinstance(value, datetime) else value
    pattern = {"fr": "d\u00a0MMM", "en": "d MMM", "zh": "M月d日"}[language()]
    return format_date(local, format=pattern, locale=_locale())


def full_day(value: date) -> str:
    """A day with its year, as `moment` writes it: 23 nov. 2026."""
    pattern = {"fr": "d\u00a0MMM y", "en": "d MMM y", "zh": "y年M月d日"}[language()]
    return format_date(value, format=pattern, locale=_locale())


def moment(instant: datetime | None) -> str:
    """Date and time in Paris, medium length; a dash for no instant."""
    if instant is None:
        return "–"
    pattern = {"fr": "d\u00a0MMM y, HH:mm", "en": "d MMM y, HH:mm", "zh": "y年M月d日 HH:mm"}[language()]
    return format_datetime(paris(instant), format=pattern, locale=_locale())


def near(instant: datetime, now: datetime) -> str:
    """The shortest unmistakable form: 17:00 today, else the date and the time."""
    if paris(instant).date() == paris(now).date():
        return clock(instant)
    return f"{day(instant)} {clock(instant)}"


def duration(span: timedelta) -> str:
    """A length of time in its two largest units: 45 s, 12 min, 2 h 10, 3 d 4 h. The sign is dropped."""
    seconds = int(abs(span.total_seconds()))
    if seconds < 60:
        return _("{seconds} s").format(seconds=seconds)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    if hours < 48:
        return _("{hours} h {minutes:02d}").format(hours=hours, minutes=minutes % 60)
    return _("{days} d {hours} h").format(days=number(days), hours=hours % 24)


def window_words(days: int) -> str:
    """The length of a window: `30 days`."""
    return counted("{n} day", "{n} days", days)


def countdown(due: datetime, now: datetime) -> str:
    """How long is left, or how late it is: `in 2 h 10`, `late by 3 h 05`."""
    if due >= now:
        return _("in {duration}").format(duration=duration(due - now))
    return _("late by {duration}").format(duration=duration(now - due))


def deadline(due: datetime, now: datetime) -> str:
    """Countdown and Paris time together: `in 2 h 10, 17:00`; what is late since another day names that day only."""
    is_long_past = due < now and paris(due).date() != paris(now).date()
    return _("{countdown}, {time}").format(
        countdown=countdown(due, now), time=day(due) if is_long_past else near(due, now)
    )
