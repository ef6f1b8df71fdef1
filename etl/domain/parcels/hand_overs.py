"""Into whose hands a parcel was delivered, as far as the carrier's words say. No proof that the buyer has it."""

from __future__ import annotations

import re
from typing import Final

from etl.domain.parcels.codes import Stage
from etl.domain.parcels.labels import plain_wording

UNCLEAR: Final = "unclear"
PICKUP_POINT: Final = "pickup_point"

_WORDS: Final = {
    "neighbour": re.compile(r"\b(?:voisine?s?|neighbou?rs?)\b"),
    "letter_box": re.compile(r"\b(?:boites? (?:aux?|a) lettres?|bal|(?:mail|letter) ?box)\b"),
    "caretaker": re.compile(r"\b(?:gardien(?:ne)?s?|concierges?|caretaker|janitor)\b"),
    "addressee": re.compile(
        r"\b(?:destinataire|en mains? propres?|contre votre signature|(?:au|a un) client|(?:remis )?a vous"
        r"|addressee|recipient|to the customer)\b"
    ),
    PICKUP_POINT: re.compile(
        r"\b(?:retiree?|recuperee?|(?:points? )?relais|point (?:de )?retrait|consigne|locker|casier|bureau de poste"
        r"|collected|picked up|pick-?up (?:point|location)|parcel ?shop|post office)\b"
    ),
}
# "la boîte aux lettres du destinataire" names the box, "voisin du destinataire" the neighbour
_WHOSE: Final = re.compile(
    r"\b(?:du|de la|de le|de votre|de son) (?:destinataire|client)\b|\b(?:addressee|recipient|customer)'s\b"
)
_AWAY: Final = re.compile(
    r"\b(?:destinataire|client|recipient|addressee) (?:est |etait |was |is )?(?:absente?|away|not home)\b"
)


def hand_over(label: str | None, stage_before: Stage) -> str:
    """neighbour, letter_box, caretaker, addressee, pickup_point, or unclear where the words leave it open.

    `stage_before`: what was delivered after it waited at a point was collected there.
    """
    wording = _AWAY.sub("", _WHOSE.sub("", plain_wording(label or "")))
    named = {who for who, words in _WORDS.items() if words.search(wording)}
    if named in ({PICKUP_POINT}, {PICKUP_POINT, "addressee"}):
        return PICKUP_POINT
    if len(named) == 1:
        return named.pop()
    return PICKUP_POINT if not named and stage_before is Stage.WAITING_AT_PICKUP else UNCLEAR
