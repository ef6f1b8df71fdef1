"""The carriers the marketplace lists, and parcels: numbers with valid check digits, links (seller-rules 3.2, 3.3)."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sandbox.contract.codes import FRONT_DOOR, PICKUP, SELECTED_ROOM, UNTRACKED
from sandbox.nature.draws import hashes, stream
from sandbox.nature.texts import text_table

# The live list has 66 rows; its codes are not unique, and one label has a trailing space.
CARRIERS: Final = tuple((code, label + " " * (code == "war")) for code, label in text_table("carriers"))
"""Pairs (code, label), in the order they are served."""

CARRIER_LABELS: Final = frozenset(label.strip() for _, label in CARRIERS)

_DPD_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)


def colissimo(bits: int) -> str:
    """One digit, one letter, ten digits and their key (sum with weights 3 and 1 from the right)."""
    digits = f"{bits % 10**10:010d}"
    codes = digits.encode()  # sums of character codes: 48 too much for each of the weights 1 and 3, five times
    total = 3 * sum(codes[1::2]) + sum(codes[0::2]) - 48 * 20
    return ("6A", "6C", "8V", "6M", "7Q", "9L")[bits // 10**10 % 6] + digits + str(-total % 10)


def s10(bits: int) -> str:
    """The UPU's S10 form, used by Chronopost: `XN368574133FR`."""
    digits = f"{bits % 10**8:08d}"
    rest = sum(int(digit) * weight for digit, weight in zip(digits, _S10_WEIGHTS, strict=True)) % 11
    key = {0: 5, 1: 0}.get(rest, 11 - rest)
    return ("XN", "EW", "XP")[bits // 10**8 % 3] + digits + str(key) + "FR"


def dpd(bits: int) -> str:
    """Fourteen digits and their ISO 7064 mod 37,36 character."""
    digits = f"{bits % 10**14:014d}"
    rest = 36
    for digit in digits:
        rest = (rest + int(digit)) % 36 or 36  # the standard never carries a zero on: it counts as 36
        rest = rest * 2 % 37
    return digits + _DPD_ALPHABET[(37 - rest) % 36]


def ups(bits: int) -> str:
    """`1Z`, fifteen characters and their mod-10 digit."""
    body = f"8A2{bits % 10**12:012d}"
    # A is worth 2, B 3, and so on: a letter's code less 3, by its last digit.
    values = [int(char) if char.isdigit() else (ord(char) - 3) % 10 for char in body]
    total = sum(values[0::2]) + 2 * sum(values[1::2])
    return f"1Z{body}{-total % 10}"


def _digits(width: int, prefix: str = "") -> Callable[[int], str]:
    largest = 10**width
    return lambda bits: prefix + str(bits % largest).zfill(width)


_URLS: Final = {
    "Colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "Chronopost": "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={}",
    "DPD": "https://trace.dpd.fr/fr/trace/{}",
    "UPS": "https://www.ups.com/track?loc=fr_FR&tracknum={}",
    "GLS": "https://gls-group.com/FR/fr/suivi-colis?match={}",
    "Colis Privé": "https://www.colisprive.fr/moncolis/pages/detailColis.aspx?numColis={}",
    "GEODIS": "https://gw.geodis.com/tracking?refTracking={}",
}
_NUMBERS: Final[dict[str, Callable[[int], str]]] = {
    "Colissimo": colissimo,
    "Chronopost": s10,
    "DPD": dpd,
    "UPS": ups,
    "GLS": _digits(11),
    "Colis Privé": _digits(12, "CP"),
    "GEODIS": _digits(10, "1G"),
    "Mondial Relay": _digits(8),
    "Relais Colis": _digits(10, "4H"),
    "DB Schenker": _digits(11, "FR"),
    "Agediss": _digits(9, "AG"),
    "La Poste": _digits(9, "LV"),
}
_ORDINARY: Final = ("Colissimo", "Colissimo", "Colissimo", "Chronopost", "DPD", "GLS", "Colis Privé", "UPS")
_BULKY: Final = ("GEODIS", "GEODIS", "DB Schenker", "Agediss")
_PICKUP: Final = ("Mondial Relay", "Mondial Relay", "Relais Colis")
_PARCELS: Final = stream(0, "parcels")
_EXTRA_DAYS: Final = np.array([0.0, 0.0, 0.0, -0.7, 0.4, 0.9, 1.6, -0.3])
"""Days a parcel takes more than usual, by place in `_ORDINARY`: Chronopost is quick, Colis Privé slow."""


def parcel_bits(rows: Any) -> NDArray[np.uint64]:
    """What decides carrier and number of the parcel of each order."""
    return hashes(_PARCELS, rows)


def extra_days(rows: Any) -> NDArray[np.float64]:
    """How much longer than usual the carrier of each order takes, in days."""
    days: NDArray[np.float64] = _EXTRA_DAYS[(parcel_bits(rows) % np.uint64(len(_ORDINARY))).astype(np.int64)]
    return days


def carrier_of(mode: int, bits: int) -> str:
    """The carrier label the simulated seller chooses for a delivery mode."""
    if mode == UNTRACKED:
        return "La Poste"
    fleet = _BULKY if mode in (FRONT_DOOR, SELECTED_ROOM) else _PICKUP if mode == PICKUP else _ORDINARY
    return fleet[bits % len(fleet)]


def parcel_of(mode: int, bits: int) -> tuple[str, str, str | None]:
    """Number, carrier label and tracking link of the simulated seller's parcel."""
    carrier = carrier_of(mode, bits)
    number = _NUMBERS[carrier](bits >> 6)
    link = _URLS.get(carrier)
    return number, carrier, link.format(number) if link else None
