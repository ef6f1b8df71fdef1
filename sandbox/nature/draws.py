"""Randomness that does not depend on when one asks: a draw is a function of seed, purpose and number.

So the same seed gives the same world whether its clock is advanced in one step or in a thousand.
"""

from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_MASK: Final = (1 << 64) - 1
_GOLDEN: Final = 0x9E3779B97F4A7C15
# SplitMix64: numbers that follow one another give bits that have nothing to do with one another.
_A: Final = 0xBF58476D1CE4E5B9
_B: Final = 0x94D049BB133111EB


def _mixed(value: int) -> int:
    value = (value + _GOLDEN) & _MASK
    value = ((value ^ (value >> 30)) * _A) & _MASK
    value = ((value ^ (value >> 27)) * _B) & _MASK
    return value ^ (value >> 31)


def stream(seed: int, purpose: str) -> int:
    """The key of an independent stream of draws."""
    return _mixed((seed * 0x10001 + crc32(purpose.encode())) & _MASK)


def draw(key: int, number: int) -> float:
    """A uniform draw in [0, 1) for one number of a stream."""
    return _mixed((key + number * _GOLDEN) & _MASK) / 2.0**64


def hashes(key: int, numbers: Any) -> NDArray[np.uint64]:
    """Sixty-four mixed bits for each number of a stream; by columns, the same bits `draw` uses."""
    with np.errstate(over="ignore"):  # wrapping at 64 bits is what mixes; `_mixed` masks for the same effect
        value = np.asarray(numbers).astype(np.uint64) * np.uint64(_GOLDEN) + np.uint64(key) + np.uint64(_GOLDEN)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(_A)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(_B)
        return value ^ (value >> np.uint64(31))


def uniforms(key: int, numbers: Any) -> NDArray[np.float64]:
    """Uniform draws in [0, 1), one for each number of a stream."""
    return hashes(key, numbers) / 2.0**64


def generator(seed: int, purpose: str, number: int = 0) -> np.random.Generator:
    """A numpy generator of its own for one purpose and number."""
    return np.random.default_rng([stream(seed, purpose), number])
