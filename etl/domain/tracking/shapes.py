"""The shapes parcel numbers have, carrier by carrier, as data (seller-rules 3.2).

Shapes of different carriers collide: ten digits are DHL Express or Mondial Relay, twelve FedEx, Mondial Relay or GLS.
So a shape only ever warns that a number does not look like the chosen carrier's; it never chooses a carrier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from etl.domain.tracking.check_digits import (
    CheckDigit,
    colissimo_key,
    fedex_express_digit,
    fedex_ground_digit,
    mod_7,
    mod_37_36,
    s10_digit,
    ups_digit,
)


@dataclass(frozen=True, slots=True)
class NumberShape:
    """How a number is built: a pattern over capitals and digits, and, with `check`, the digit its groups must agree on.

    Patterns name their groups `serial` and `check`; a number whose pattern lets the check digit out has none to judge.
    """

    name: str
    pattern: re.Pattern[str]
    check: CheckDigit | None = None


def _shape(name: str, pattern: str, check: CheckDigit | None = None) -> NumberShape:
    return NumberShape(name, re.compile(pattern, re.ASCII), check)


COLISSIMO: Final = _shape("colissimo", r"[0-9][A-Z](?P<serial>[0-9]{10})(?P<check>[0-9])", colissimo_key)
S10: Final = _shape("s10", r"[A-Z]{2}(?P<serial>[0-9]{8})(?P<check>[0-9])[A-Z]{2}", s10_digit)
CHRONOPOST: Final = _shape("chronopost", r"[0-9A-Z]{13}|[0-9A-Z]{15}")
DPD: Final = _shape("dpd", r"(?P<serial>[0-9]{14})(?P<check>[0-9A-Z])?", mod_37_36)
DPD_LABEL: Final = _shape("dpd_label", r"(?P<serial>[0-9A-Z]{7}[0-9]{20})(?P<check>[0-9A-Z])?", mod_37_36)
MONDIAL_RELAY: Final = _shape("mondial_relay", r"[0-9]{8}(?:[0-9]{2}(?:[0-9]{2})?)?")
RELAIS_COLIS: Final = _shape("relais_colis", r"[0-9A-Z]{10,16}")
GLS: Final = _shape("gls", r"[0-9]{10,12}|[0-9]{14}|[0-9]{20}|[0-9A-Z]{8}")
UPS: Final = _shape("ups", r"1Z(?P<serial>[0-9A-Z]{15})(?P<check>[0-9A-Z])", ups_digit)
FEDEX_EXPRESS: Final = _shape("fedex_express", r"(?P<serial>[0-9]{11})(?P<check>[0-9])", fedex_express_digit)
FEDEX_LABEL: Final = _shape("fedex_label", r"[0-9]{20}(?P<serial>[0-9]{13})(?P<check>[0-9])", fedex_express_digit)
FEDEX_GROUND: Final = _shape("fedex_ground", r"(?P<serial>[0-9]{14})(?P<check>[0-9])", fedex_ground_digit)
FEDEX_GROUND_96: Final = _shape(
    "fedex_ground_96", r"96[0-9]{5}(?P<serial>[0-9]{14})(?P<check>[0-9])", fedex_ground_digit
)
DHL_EXPRESS: Final = _shape("dhl_express", r"(?P<serial>[0-9]{9,10})(?P<check>[0-9])", mod_7)
DHL_PIECE: Final = _shape("dhl_piece", r"J[A-Z]{2,3}[0-9]{9,10}")
DHL_PAKET: Final = _shape("dhl_paket", r"(?P<serial>[0-9]{19})(?P<check>[0-9])", colissimo_key)
DHL_ECOMMERCE: Final = _shape("dhl_ecommerce", r"(?:GM|LX|RX|UV|CN|SG|TH|IN|HK|MY)[0-9A-Z]{10,39}|[0-9]{14}")
YUN_EXPRESS: Final = _shape("yun_express", r"YT[0-9]{16}")
LANDMARK: Final = _shape("landmark", r"LTN[0-9]{8}N1")

SHAPES: Final[dict[str, tuple[NumberShape, ...]]] = {
    "la_poste": (COLISSIMO, S10),
    "chronopost": (S10, CHRONOPOST),
    "post": (S10,),
    "postnl": (S10,),
    "deutsche_post": (S10, DHL_EXPRESS, DHL_PIECE, DHL_PAKET, DHL_ECOMMERCE),
    "dhl": (DHL_EXPRESS, DHL_PIECE, DHL_PAKET, DHL_ECOMMERCE, S10),
    "dpd": (DPD, DPD_LABEL),
    "mondial_relay": (MONDIAL_RELAY,),
    "relais_colis": (RELAIS_COLIS,),
    "gls": (GLS,),
    "ups": (UPS,),
    "fedex": (FEDEX_EXPRESS, FEDEX_LABEL, FEDEX_GROUND, FEDEX_GROUND_96),
    "yun_express": (YUN_EXPRESS,),
    "landmark": (LANDMARK,),
}
"""By carrier family. Families that are not here have no shape anybody could vouch for."""

LOOSE_SHAPES: Final = frozenset(shape.name for shape in (CHRONOPOST, RELAIS_COLIS, GLS, DHL_ECOMMERCE))
"""Shapes that a word in front of a number fits as well: `COLIS1234567890` has that of Relais Colis."""
