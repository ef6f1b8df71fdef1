"""Check digits of parcel numbers: each function answers the character that ought to end, or key, a serial.

Serials are in capitals, without spaces. Sources: seller-rules 3.2 (La Poste's key), UPU standard S10, ISO 7064
MOD 37,36, and the carriers' published algorithms as gathered in tracking_number_data (S52 there).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

CheckDigit = Callable[[str], str]

# MOD 37,36 needs the letters as well: 36 values and a check character out of the same alphabet.
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)


def colissimo_key(digits: str) -> str:
    """Key of a Colissimo's ten digits, or of GS1's: from the right, times 3 and 1 by turns, up to the next ten."""
    return _up_to_ten(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))


def s10_digit(digits: str) -> str:
    """Check digit of the eight digits of an international postal number (UPU S10)."""
    remainder = sum(int(digit) * weight for digit, weight in zip(digits, _S10_WEIGHTS, strict=True)) % 11
    return {0: "5", 1: "0"}.get(remainder) or str(11 - remainder)


def mod_37_36(serial: str) -> str:
    """Check character of letters and digits (ISO 7064 MOD 37,36), as DPD prints it."""
    product = 36
    for character in serial:
        product = (product + _ALPHABET.index(character)) % 36 or 36  # a zero counts as 36, says the standard
        product = product * 2 % 37
    return _ALPHABET[(37 - product) % 36]


def ups_digit(serial: str) -> str:
    """Check digit of the fifteen characters that follow 1Z; a letter counts as (code - 3) mod 10."""
    # Not the alphabet of MOD 37,36: here A is 2, and K, at 2 again, looks the same to the check.
    values = [int(c) if c.isdigit() else (ord(c) - 3) % 10 for c in serial]
    return _up_to_ten(value * (2 if place % 2 else 1) for place, value in enumerate(values))


def fedex_express_digit(digits: str) -> str:
    """Check digit of FedEx Express: from the right, times 1, 3 and 7 by turns, mod 11 mod 10."""
    weights = (1, 3, 7)
    return str(sum(int(d) * weights[place % 3] for place, d in enumerate(reversed(digits))) % 11 % 10)


def fedex_ground_digit(digits: str) -> str:
    """Check digit of FedEx Ground: from the left, times 1 and 3 by turns, up to the next ten."""
    return _up_to_ten(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))


def mod_7(digits: str) -> str:
    """Check digit of DHL Express waybills: the remainder by 7."""
    return str(int(digits) % 7)


def _up_to_ten(values: Iterable[int]) -> str:
    return str(-sum(values) % 10)
