"""French public holidays as French, English and Chinese speakers write them."""

from __future__ import annotations

from typing import Final, NamedTuple


class HolidayName(NamedTuple):
    """One holiday in the three languages of the interface."""

    fr: str
    en: str
    zh: str


HOLIDAY_NAMES: Final[dict[str, HolidayName]] = {
    "Jour de l'an": HolidayName("Jour de l'An", "New Year's Day", "元旦"),
    "Vendredi saint": HolidayName("Vendredi saint", "Good Friday", "耶稣受难日"),
    "Lundi de Pâques": HolidayName("Lundi de Pâques", "Easter Monday", "复活节星期一"),
    "Fête du Travail": HolidayName("Fête du Travail", "Labour Day", "劳动节"),
    "Fête de la Victoire": HolidayName("Victoire 1945", "Victory in Europe Day", "二战胜利纪念日"),
    "Ascension": HolidayName("Ascension", "Ascension Day", "耶稣升天节"),
    "Lundi de Pentecôte": HolidayName("Lundi de Pentecôte", "Whit Monday", "圣灵降临节星期一"),
    "Fête nationale": HolidayName("Fête nationale", "Bastille Day", "法国国庆日"),
    "Assomption": HolidayName("Assomption", "Assumption Day", "圣母升天节"),
    "Toussaint": HolidayName("Toussaint", "All Saints' Day", "诸圣节"),
    "Armistice": HolidayName("Armistice 1918", "Armistice Day", "一战停战纪念日"),
    "Noël": HolidayName("Noël", "Christmas Day", "圣诞节"),
    "Saint-Étienne": HolidayName("Saint-Étienne", "St Stephen's Day", "圣斯德望日"),
}
"""By the name the `holidays` library gives in French. Code du travail L3133-1, and L3134-13 for Alsace-Moselle."""


def holiday_name(library_name: str) -> HolidayName:
    """Name a holiday; two on one day (1 May 2008: Labour Day and Ascension) are joined with " / "."""
    # A name that is not listed raises: a holiday that loses its name at an update of the library is to be noticed.
    names = [HOLIDAY_NAMES[part] for part in library_name.split("; ")]
    return HolidayName(*(" / ".join(parts) for parts in zip(*names, strict=True)))
