"""What rows without any code say, as data: what is not in this table leaves the stage of a parcel as it is.

"Livraison effectuée", where a carrier used to write "Distribué", is not guessed: it waits for a person (case P19).
"""

from __future__ import annotations

import re
from typing import Final

from etl.domain.parcels.codes import Meaning, Stage
from etl.domain.parcels.wordings import WILL, Wording, any_of

_THINGS: Final = r"(?:colis|envoi|courrier|lettre|paquet|article|objet|parcel|package|shipment|item)"
_IT_IS: Final = (
    rf"^(?:(?:votre |le |la |l'|un |your |the )?{_THINGS} )?"
    r"(?:(?:a|est|has|was|is)(?: bien)?(?: ete| been)? )?"
)
_NOT_THE_BUYER: Final = any_of(
    [
        r"(?:transporteur|agence|depot|plateforme|hub|entrepot|centre|center|prestataire|partenaire|livreur|chauffeur)\b",
        r"(?:carrier|courier|warehouse|operator|partner|airline|country|transport|facility)\b",
        r"par (?:l'expediteur|le vendeur)\b",
        r"(?:la poste|swiss post|post office|chronopost|colissimo|dpd|gls|ups|dhl|fedex)\b",
    ]
)
_NOT_OUT_YET: Final = any_of([rf"{WILL}(?:mise?|sortie?|en|out)\b", "prepar"])


def _known(meaning: Meaning, *patterns: str, unless: re.Pattern[str] | None = None) -> Wording:
    return Wording(meaning, re.compile("|".join(patterns)), unless)


KNOWN: Final = (
    _known(
        Meaning(Stage.DELIVERED, is_scan=True),
        rf"{_IT_IS}(?:livre|distribue|delivre)e?s?\b",
        rf"{_IT_IS}delivered\b",
        rf"{_IT_IS}remise? (?:a son|au|en mains? propres?|contre|a (?:un|une|votre|m|mme|la|monsieur|madame)\b)",
        rf"{_IT_IS}(?:retire|recupere)e? (?:par (?:le |la |son )?(?:destinataire|client)|au|en|dans)",
        r"\b(?:destinataire|client) a (?:retire|recupere) (?:le|son|votre) colis\b",
        r"\b(?:picked up|collected) by (?:the )?(?:customer|recipient|addressee|receiver)\b",
        unless=_NOT_THE_BUYER,
    ),
    _known(
        Meaning(Stage.OUT_FOR_DELIVERY, is_scan=True),
        r"\ben cours de (?:livraison|distribution)\b",
        r"\b(?:mise? en|sortie? en|sortie? pour(?: la)?) (?:livraison|distribution)\b",
        r"^(?:(?:votre |le )?colis )?en (?:livraison|tournee)\b",
        r"\bcharge dans le (?:vehicule|camion)",
        r"\blivraison de (?:son|votre) colis ce jour\b",
        r"\b(?:out for delivery|being delivered)\b",
        r"\bloaded (?:into|onto|on) (?:the )?(?:delivery )?(?:vehicle|van|truck)\b",
        r"\bwith (?:the )?(?:delivery )?(?:driver|courier)\b",
        r"^indelivery\b",
        unless=_NOT_OUT_YET,
    ),
    _known(
        Meaning(Stage.IN_TRANSIT, is_scan=True, is_take_over=True),
        r"\bprise? en charge\b",
        rf"{_IT_IS}(?:ramasse|collecte|enleve)e?\b",
        r"\bpicked up\b",
        r"\b(?:remis|depose) (?:par l'expediteur|au transporteur|a la poste|a (?:chronopost|dpd|gls|ups|dhl|fedex)\b)",
        rf"{_IT_IS}(?:collected|accepted|taken over)\b",
        r"\b(?:depot|depose|remis)e? (?:au|en|dans) .{0,30}par l'expediteur\b",
        r"\b(?:pickup scan|origin scan|drop-?off)\b",
        unless=any_of([rf"{WILL}(?:pris|ramasse|collecte|enleve|remis|picked)e?\b"]),
    ),
    _known(
        Meaning(Stage.IN_TRANSIT, is_scan=True),
        r"\bacheminement\b",
        r"\ben (?:cours de )?(?:transit|transport)\b",
        r"\ben chemin\b",
        rf"{_IT_IS}arrivee?s? (?:en|a|au|sur|dans)\b",
        rf"{_IT_IS}(?:depart|partie?) (?:de|du|d')",
        rf"{_IT_IS}(?:trie|transfere|expedie|scanne)e?\b",
        r"^(?:tri en cours|(?:reception|receptionnee?) (?:en|a l'|au|sur) ?(?:agence|depot|plateforme|centre|hub))\b",
        r"^depart (?:plateforme|agence|depot|hub|centre)\b",
        r"^(?:intransit|inwarehouse|on the way|processing at)\b",
        rf"{_IT_IS}en (?:agence|cours de tri)\b",
        r"\bpreparation (?:sur|dans|au) (?:le |la )?(?:site|centre|agence)",
        r"\b(?:in transit|on its way)\b",
        rf"{_IT_IS}(?:arrived|departed|sorted|processed)\b",
        r"\b(?:dedouan|douan|customs)",
    ),
    _known(
        Meaning(Stage.ANNOUNCED),
        r"\b(?:annoncee?|etiquette|announced)\b",
        r"\bexpediteur prepare\b",
        r"\binformations? (?:d'expedition )?(?:transmises?|recues?)\b",
        r"\bpreparation (?:chez|par) (?:l'expediteur|le vendeur)\b",
        r"\bdonnees (?:du colis |de l'envoi )?recues\b",
        r"\binformation received\b",
        r"^order processed: ready for\b",
    ),
)
"""Read only where a row has no code at all."""


def known_wording(wording: str) -> Meaning | None:
    """What a wording says by itself; None when nobody has mapped it."""
    return next((known.meaning for known in KNOWN if known.means(wording, None)), None)
