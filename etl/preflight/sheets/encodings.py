"""Bytes as text: by their mark, else by trying the encodings that spreadsheets of three languages write."""

from __future__ import annotations

import re
from typing import Final

from etl.domain.errors import UnreadableSheet

_BYTE_ORDER_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CHINESE_PAIRS: Final = re.compile(rb"(?:[\xb0-\xf7\xa1\xa3][\xa1-\xfe]|\xa8[\xa1-\xc0])+")
"""Characters, signs, full widths, and the accented letters that GB2312 has."""
_HIGH_BYTES: Final = re.compile(rb"[\x80-\xff]")
_EIGHT_BIT: Final = ("cp1252", "mac-roman", "cp850")
"""In the order they win a tie."""
_COMMON: Final = {
    **dict.fromkeys("é°", 3),
    **dict.fromkeys("èàçêüöäßñóí", 2),
    **dict.fromkeys("ÉÈÀÇÊÂÎÔÛËÏÜÖÄÑÓÍâîôûùëïœŒæ’‘“”«»€áúãõì№º–—…", 1),
}
"""How much a letter speaks for the encoding that gives it; any other beyond ASCII speaks against."""
_AMID: Final = re.compile(r"(?<=[a-z])[^\W\d_a-zà-öø-ÿœ](?=[a-z]|$)")


def decoded(content: bytes) -> str:
    """Bytes as text: by their byte order mark, as UTF-8, UTF-16, GB18030 or, failing all, one byte a character.

    GB18030 and the others accept nearly the same bytes. Chinese comes in pairs of high bytes, French accents stand
    alone between letters: nine in ten paired means Chinese.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if content.count(0) > len(content) // 8:
        return _without_mark(content)
    for encoding in ("utf-8", *(["gb18030"] if _is_paired(content) else [])):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return max((content.decode(encoding, errors="replace") for encoding in _EIGHT_BIT), key=_likelihood)


def _without_mark(content: bytes) -> str:
    odd, even = content[1::2].count(0), content[::2].count(0)
    if min(odd, even) * 4 > max(odd, even):
        raise UnreadableSheet("binary")
    return content.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")


def _is_paired(content: bytes) -> bool:
    high = len(_HIGH_BYTES.findall(content))
    paired = sum(len(pairs) for pairs in _CHINESE_PAIRS.findall(content))
    return high > 0 and paired * 10 >= high * 9


def _likelihood(text: str) -> int:
    """How much a text looks like one of ours: common letters speak for it, a capital amid small ones against."""
    weight = sum(_COMMON.get(character, -2) for character in text if not character.isascii())
    return weight - 4 * len(_AMID.findall(text))
