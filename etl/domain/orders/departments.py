"""The French department a postcode belongs to: the one rule, for findings here and, as a macro, for the store.

Right or not known: a postcode with a blank, a letter or four digits was damaged, and nobody knows what it was.
"""

from __future__ import annotations

import re
from typing import Final

OVERSEAS: Final = {
    "GP": "971",
    "MQ": "972",
    "GF": "973",
    "RE": "974",
    "PM": "975",
    "YT": "976",
    "BL": "97133|977",
    "MF": "97150|978",
    "WF": "986",
    "PF": "987",
    "NC": "988",
}
"""Beginnings of the French postcodes of each overseas country code."""

MAINLAND: Final = "0[1-9]|1[0-9]|2[1-9]|[3-8][0-9]|9[0-5]"
CORSICA: Final = {"2A": "20[01]", "2B": "20[26]"}
"""Corsica's postcodes never followed its division: by the posts' own numbering (20000 to 20199, 202xx and 206xx)."""
OVERSEAS_CODES: Final = "97[1-8]|98[4678]"
"""Monaco's 980 is no department, nor are the 00xxx of the armies."""

_POSTCODE: Final = re.compile(r"[0-9]{5}", re.ASCII)


def department_code(postal_code: str | None, country_code: str | None) -> str | None:
    """Two figures, 2A or 2B, three overseas; None for a damaged postcode, or one that is not its country's.

    `country_code` is FR or the overseas one; France writes its overseas departments either way.
    """
    code, country = postal_code or "", (country_code or "").strip().upper()
    if not _POSTCODE.fullmatch(code) or country not in {"FR", *OVERSEAS}:
        return None
    if country != "FR":
        return code[:3] if re.match(f"(?:{OVERSEAS[country]})", code) and re.match(OVERSEAS_CODES, code) else None
    for department, beginning in CORSICA.items():
        if re.match(beginning, code):
            return department
    if re.match(OVERSEAS_CODES, code):
        return code[:3]
    return code[:2] if re.match(MAINLAND, code) else None
