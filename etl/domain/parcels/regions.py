"""Where a parcel goes, as far as its clocks care: at home, overseas or abroad; and whether a place keeps Paris time."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

from etl.domain.orders.departments import OVERSEAS, OVERSEAS_CODES

Region = Literal["home", "overseas", "abroad"]

OVERSEAS_COUNTRIES: Final = frozenset({*OVERSEAS, "TF"})
FRANCE: Final = frozenset({"FR", "FRA", "FRANCE", "FX"})
AT_HOME: Final = FRANCE | {"MC", "MCO", "MONACO"}
"""Monaco is served by La Poste like a department."""

_OVERSEAS_POSTCODE: Final = re.compile(rf"(?:{OVERSEAS_CODES})[0-9]{{2}}", re.ASCII)
_FOREIGN_POSTCODE: Final = re.compile(r"(?!F-)[A-Z]{1,3}-?[0-9]{3,}.*", re.ASCII)
# SAINT-LO is no country: two letters name one behind a comma or a bracket, or alone
_COUNTRY_AT_END: Final = re.compile(r"(?:^|[,(]\s*)([A-Z]{2})\)?$|(?:^|[\s,(-])((?<!-)FR|(?i:france|monaco))\)?$")
_OVERSEAS_WORDS: Final = re.compile(
    r"\b(?:reunion|guadeloupe|martinique|guyane|mayotte|nouvelle[ -]caledonie|polynesie|miquelon|wallis|tahiti"
    r"|saint[ -]barthelemy|saint[ -]martin \(?(?:971|978|antilles)|fort[ -]de[ -]france|pointe[ -]a[ -]pitre|cayenne"
    r"|papeete|noumea|mamoudzou|basse[ -]terre|le port)\b"
    rf"|\b(?:{OVERSEAS_CODES})[0-9]{{2}}\b"
)


def region(country_code: object, postcode: object, told_country: str | None = None) -> Region:
    """Where a parcel goes; `told_country` is what the carrier says, asked where the order says nothing at all.

    Without any word of it a parcel goes to mainland France.
    """
    country, code = _plain(country_code), _plain(postcode).replace(" ", "")
    if not country and not code:
        country = _plain(told_country)
    if country in OVERSEAS_COUNTRIES:
        return "overseas"
    if country and country not in AT_HOME:
        return "abroad"
    if _OVERSEAS_POSTCODE.fullmatch(code):
        return "overseas"
    return "abroad" if _FOREIGN_POSTCODE.fullmatch(code) else "home"


def keeps_paris_time(country_code: object, postcode: object, *places: object) -> bool:
    """Whether a place, as a carrier names it, is certainly in mainland France; unknown places are not."""
    return _is_mainland(_plain(country_code), _plain(postcode), " ".join(one for one in places if isinstance(one, str)))


@lru_cache(maxsize=4096)
def _is_mainland(country: str, postcode: str, words: str) -> bool:
    if not country and (found := _COUNTRY_AT_END.search(words.strip()[-80:])):
        country = (found.group(1) or found.group(2)).upper()
    return country in AT_HOME and region(country, postcode) == "home" and not _OVERSEAS_WORDS.search(_folded(words))


def _plain(text: object) -> str:
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text)
    return text.strip().upper()[:40] if isinstance(text, str) else ""


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text[:400])
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
