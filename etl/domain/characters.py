"""Characters nobody sees, taken out of what people and files give, before it is shown, kept or sent.

What is confirmed on a screen is then what goes out: a zero-width space in a tracking number shows in neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, without tab and line ends
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
    "\ud800-\udfff]"  # halves of characters, which no file and no answer can be written with
)
_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

_LATIN: Final = (
    "ABCEHIJKMNOPSTXYZ", "ΑΒϹΕΗΙͿΚΜΝΟΡЅΤΧΥΖ",
    "ABCEHIJKMOPSTXYW", "АВСЕНІЈКМОРЅТХУԜ",
    "ABCDEHIKMPRSTVWZ", "ᎪᏴᏟᎠᎬᎻᏆᏦᎷᏢᎡᏚᎢᏙᎳᏃ",
    "acdeghijklmnoprstuvwxybqww", "асԁеɡһіјкӏмпоргѕтцѵшхуьԛѡԝ",
    "abeikmnoprtuvwxyc", "αβεικμηορгτυνωχγς",
    "abcdefghijklmnoprstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "adhlotnuhoi", "ɑđħłøŧոսհօı",
    "oisi", "015|",
)  # fmt: skip
"""Pairs of letters and what passes for them: Greek, Cyrillic, Cherokee, small capitals, Armenian, digits."""
_LOOKS_LIKE: Final = str.maketrans(
    {
        seeming: letter
        for letters, others in zip(_LATIN[::2], _LATIN[1::2], strict=True)
        for letter, seeming in zip(letters, others, strict=True)
    }
    | {"l": "i", "L": "i", "動": "动", "單": "单", "後": "后", "臺": "台", "務": "务", "⾃": "自"}
)


def skeleton(text: str) -> str:
    """What two texts have in common that a reader takes for one another; for comparing only, never to be shown.

    Letters and digits alone, without case, accents or what is invisible; letters of other scripts as the Latin ones
    they look like, an l as an i, rn as m.
    """
    plain = unicodedata.normalize("NFKD", text).translate(_LOOKS_LIKE).casefold().translate(_LOOKS_LIKE)
    bare = "".join(one for one in unicodedata.normalize("NFKD", plain) if one.isalnum())
    return bare.replace("rn", "m").replace("vv", "w")


def visible(text: str) -> str:
    """A text without characters nobody sees: zero-width, soft hyphens, directions, control characters, half ones.

    Tabs and line ends stay, and so does every kind of space.
    """
    return _INVISIBLE.sub("", text)


def plain_line(text: str) -> str:
    """What stands in one field or cell: only what is seen, every kind of space a plain one."""
    return _SPACES.sub(" ", visible(text))


def visible_values(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document of JSON values with all its texts made visible, however deep they stand; its keys as well."""
    return {visible(name): _visible_value(value) for name, value in document.items()}


def _visible_value(value: Any) -> Any:
    match value:
        case str():
            return visible(value)
        case Mapping():
            return visible_values(value)
        case list() | tuple():
            return [_visible_value(one) for one in value]
        case _:
            return value
