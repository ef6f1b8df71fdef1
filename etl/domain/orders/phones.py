"""Whether a pick-up point can reach somebody: its message goes to a mobile, and to nobody on a landline."""

from __future__ import annotations

import re
from typing import Final

_FRENCH: Final = ("33", r"[67][0-9]{8}")
_PLANS: Final = {
    "FR": (_FRENCH,),
    "MC": (("377", r"[346][0-9]{7,8}"), _FRENCH),
    "GP": (("590", r"69[01][0-9]{6}"), _FRENCH),
    "BL": (("590", r"69[01][0-9]{6}"), _FRENCH),
    "MF": (("590", r"69[01][0-9]{6}"), _FRENCH),
    "GF": (("594", r"694[0-9]{6}"), _FRENCH),
    "MQ": (("596", r"69[67][0-9]{6}"), _FRENCH),
    "RE": (("262", r"69[23][0-9]{6}"), _FRENCH),
    "YT": (("262", r"639[0-9]{6}"), _FRENCH),
    "PM": (("508", r"[0-9]{6}"),),
    "NC": (("687", r"[5789][0-9]{5}"),),
    "PF": (("689", r"8[79][0-9]{6}"),),
    "WF": (("681", r"[48][0-9]{5}"),),
    "BE": (("32", r"4[5-9][0-9]{7}"),),
    "LU": (("352", r"6[0-9]{8}"),),
    "CH": (("41", r"7[4-9][0-9]{7}"),),
    "DE": (("49", r"1[567][0-9]{7,10}"),),
    "AT": (("43", r"6[0-9]{6,11}"),),
    "ES": (("34", r"[67][0-9]{8}"),),
    "IT": (("39", r"3[0-9]{8,9}"),),
    "NL": (("31", r"6[0-9]{8}"),),
    "PT": (("351", r"9[0-9]{8}"),),
}
"""By country its calling code and the mobiles of its numbering plan, without the 0 in front."""

_BY_CALLING_CODE: Final = {code: [m for plans in _PLANS.values() for c, m in plans if c == code]
                           for code in {c for plans in _PLANS.values() for c, _mobile in plans}}  # fmt: skip
_SEVERAL: Final = re.compile(r"[/;,|]|\b(?:ou|or|et|and|puis)\b", re.IGNORECASE)
_SIGNS: Final = re.compile(r"\(0\)|[\s().\-_\u2010-\u2015·]")
_ABROAD: Final = re.compile(r"(?:\+|00)([1-9][0-9]{5,14})", re.ASCII)
_SHORTEST: Final = 6


def has_mobile(phone: str | None, country_code: str | None) -> bool:
    """Whether a phone field holds a mobile: `06 12 34 56 78`, `+33 (0)6...`, `0033 6...`; any of several is enough.

    A number of a country whose plan is not here is believed when it is no row of zeros.
    """
    country = (country_code or "FR").strip().upper()
    return any(_is_mobile(_SIGNS.sub("", part), country) for part in _SEVERAL.split(phone or ""))


def _is_mobile(number: str, country: str) -> bool:
    if not number.strip("+0"):
        return False
    if abroad := _ABROAD.fullmatch(number):
        return _is_mobile_abroad(abroad[1])
    plans = _PLANS.get(country)
    if not (number.isascii() and number.isdecimal()):
        return False
    if plans is None:
        return len(number) >= _SHORTEST
    bare = number.removeprefix("0")
    # 33612345678: a spreadsheet has taken the plus
    return any(
        re.fullmatch(mobile, bare) or (number.startswith(code) and re.fullmatch(mobile, number.removeprefix(code)))
        for code, mobile in plans
    )


def _is_mobile_abroad(number: str) -> bool:
    for length in (3, 2):
        if mobiles := _BY_CALLING_CODE.get(number[:length]):
            bare = number[length:].removeprefix("0")
            return any(re.fullmatch(mobile, bare) for mobile in mobiles)
    return True
