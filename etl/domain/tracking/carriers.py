"""Carriers as families: which label of the marketplace means whom, and where their parcels can be followed.

The marketplace is sent the label, not the code, and its labels carry stray spaces (seller-rules 3.1). Links are those
of section 3.3 there: `{n}` stands for the number, `{zip}` for the postcode of the recipient.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class LinkTemplate:
    """Where a family's parcels are followed; not `is_deep` when the page asks for the number again."""

    url: str
    is_deep: bool = True


@dataclass(frozen=True, slots=True)
class TrackingLink:
    """An address for one parcel, and whether it opens on that parcel."""

    url: str
    is_deep: bool


FAMILIES: Final[dict[str, str]] = {
    "la poste": "la_poste",
    "colissimo": "la_poste",
    "chronopost": "chronopost",
    "chronofresh": "chronopost",
    "dpd": "dpd",
    "postnl": "postnl",
    "fedex": "fedex",
    "tnt": "tnt",
    "mondial relay": "mondial_relay",
    "malaysia post": "post",
    "china post": "post",
    "china ems": "post",
    "singpost": "post",
    "bpost": "bpost",
    "asendia": "asendia",
    "gls": "gls",
    "ups": "ups",
    "colis prive": "colis_prive",
    "relais colis": "relais_colis",
    "dhl": "dhl",
    "dhl express": "dhl",
    "deutsche post": "deutsche_post",
    "geodis": "geodis",
    "4px": "4px",
    "cainiao": "cainiao",
    "yun express": "yun_express",
    "yunexpress": "yun_express",
    "landmark": "landmark",
}
"""Family by label, written as `plain_label` writes it."""

LINKS: Final[dict[str, LinkTemplate]] = {
    "la_poste": LinkTemplate("https://www.laposte.fr/outils/suivre-vos-envois?code={n}"),
    "chronopost": LinkTemplate("https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={n}"),
    "mondial_relay": LinkTemplate("https://www.mondialrelay.fr/suivi-de-colis?numeroExpedition={n}&codePostal={zip}"),
    "relais_colis": LinkTemplate("https://www.relaiscolis.com/suivi-de-colis/", is_deep=False),
    "colis_prive": LinkTemplate("https://www.colisprive.fr/moncolis/pages/detailColis.aspx?numColis={n}"),
    "gls": LinkTemplate("https://gls-group.com/FR/fr/suivi-colis?match={n}"),
    "dpd": LinkTemplate("https://trace.dpd.fr/fr/trace/{n}"),
    "ups": LinkTemplate("https://www.ups.com/track?loc=fr_FR&tracknum={n}"),
    "fedex": LinkTemplate("https://www.fedex.com/fedextrack/?trknbr={n}"),
    "tnt": LinkTemplate(
        "https://www.tnt.com/express/fr_fr/site/shipping-tools/tracking.html?searchType=con&cons={n}",
    ),
    "dhl": LinkTemplate("https://www.dhl.com/fr-fr/home/tracking.html?tracking-id={n}"),
    "deutsche_post": LinkTemplate("https://www.dhl.com/fr-fr/home/tracking.html?tracking-id={n}"),
    "bpost": LinkTemplate("https://track.bpost.cloud/btr/web/#/search?itemCode={n}"),
    "asendia": LinkTemplate("https://tracking.asendia.com/tracking/{n}"),
    "landmark": LinkTemplate("https://track.landmarkglobal.com/?search={n}"),
    "geodis": LinkTemplate("https://gw.geodis.com/tracking?refTracking={n}"),
    "4px": LinkTemplate("https://track.4px.com/query/{n}"),
    "cainiao": LinkTemplate("https://global.cainiao.com/detail.htm?mailNoList={n}"),
    "yun_express": LinkTemplate("https://www.yuntrack.com/parcelTracking?id={n}"),
    "postnl": LinkTemplate("https://postnl.post/Details?barcode={n}"),
}

FALLBACK_LINK: Final = LinkTemplate("https://t.17track.net/fr#nums={n}")
"""For carriers without a page of their own, or whose page lacks something we do not have."""


def plain_label(label: str) -> str:
    """Write a label in lower case, without accents and stray spaces, so that labels can be compared."""
    decomposed = unicodedata.normalize("NFKD", label)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


def carrier_family(label: str | None) -> str | None:
    """Name the family a carrier label belongs to, or None when it is not one we know anything about."""
    families = carrier_families(label)
    return families[0] if len(families) == 1 else None


def carrier_families(label: str | None) -> tuple[str, ...]:
    """Every family that a label names and nothing else: one as a rule, two of `La Poste / Colissimo / Chronopost`.

    Signs, blanks and the country do not count: `mondial-relay`, `MondialRelay`, `DPD France`.
    """
    letters = _letters(label or "")
    if letters in _BY_LETTERS:
        return (_BY_LETTERS[letters],)
    if len(letters) > _LONGEST or not _ONLY_NAMES.fullmatch(letters):
        return ()
    return tuple(dict.fromkeys(_BY_LETTERS[name] for name in _NAME.findall(letters) if name in _BY_LETTERS))


def _letters(label: str) -> str:
    return "".join(character for character in plain_label(label) if character.isalnum())


_BY_LETTERS: Final = {
    **{_letters(label): family for label, family in FAMILIES.items()},
    # its last letter read in a wrong alphabet, or lost
    "colispriva": "colis_prive",
    "colispriv": "colis_prive",
}
_NAME: Final = re.compile("|".join(sorted((*_BY_LETTERS, "france"), key=len, reverse=True)))
_ONLY_NAMES: Final = re.compile(f"(?>{_NAME.pattern})+")
_LONGEST: Final = 80


def tracking_link(
    label: str | None, number: str, postcode: str | None = None, *, links: Mapping[str, LinkTemplate] = LINKS
) -> TrackingLink:
    """Build the address where a parcel is followed.

    A carrier nobody knows, or one that also wants the postcode when there is none, is followed on 17track.
    """
    template = links.get(carrier_family(label) or "", FALLBACK_LINK)
    if "{zip}" in template.url and not postcode:
        template = FALLBACK_LINK
    url = template.url.replace("{n}", quote(number, safe="")).replace("{zip}", quote(postcode or "", safe=""))
    return TrackingLink(url, template.is_deep)
