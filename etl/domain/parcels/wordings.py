"""Wordings of carriers that are read before their codes, as data with the day on which they were seen.

Written as `plain_wording` writes them: lower case, without accents; each begins at a word.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from etl.domain.parcels.codes import Meaning, Stage

WORDINGS_SEEN_ON: Final = date(2026, 11, 28)
"""La Poste's, Colissimo's, Mondial Relay's, Colis Privé's, GLS's and 17TRACK's, from the sources of carriers-api."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A pattern, what it means, and what it must not stand beside.

    `over`: the stages of a code that it is read before, all when empty; `under`: those that it leaves alone.
    """

    meaning: Meaning
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    over: frozenset[Stage | None] = frozenset()
    under: frozenset[Stage | None] = frozenset()

    def means(self, wording: str, coded: Stage | None) -> bool:
        """Whether it says so of a row whose code says `coded`."""
        if coded in self.under or (self.over and coded not in self.over):
            return False
        return bool(self.pattern.search(wording)) and not (self.unless and self.unless.search(wording))


def any_of(patterns: Collection[str]) -> re.Pattern[str]:
    """One pattern for several, each from the beginning of a word on."""
    return re.compile("|".join(rf"\b(?:{pattern})" for pattern in patterns))


def _wording(
    stage: Stage,
    *patterns: str,
    unless: Collection[str] = (),
    over: Collection[Stage | None] = (),
    under: Collection[Stage | None] = (),
) -> Wording:
    meaning = Meaning(stage, is_scan=stage not in {Stage.ANNOUNCED, Stage.INCIDENT})
    return Wording(meaning, any_of(patterns), any_of(unless) if unless else None, frozenset(over), frozenset(under))


_SENDER: Final = (
    r"(?:l'|le |la |son |votre |notre |the |its )?(?:expediteur|envoyeur|vendeur|marchand|sender|shipper|seller)\b"
)
# a parcel that will be, or may be, is not yet: "il sera remis sur présentation d'une pièce d'identité" is no return
WILL: Final = (
    r"(?:sera|seront|serait|pourra|pourrait|va|vont|will|would|may|to be) (?:(?:etre|be|bientot|prochainement|soon) )*"
)
_POINTS: Final = (
    "points? relais",
    "relais",
    "points? (?:de )?retrait",
    "point de collecte",
    "consigne",
    "casier",
    "locker",
    "bureau de poste",
    "boutique",
    "commerc(?:e|ant)",
    "magasin",
    "parcel ?shop",
    "pick-?up (?:point|location|shop)",
    "(?:access|service) point",
    "post office",
)
_POINT: Final = rf"(?:(?:ups|dhl|dpd|gls) )?(?:{'|'.join(_POINTS)})\b"
_IN_A: Final = r"(?:au|aux|en|dans|a|a la|chez|to|at)(?: (?:un|une|le|la|votre|son|the|a|your))? (?:l')?"
_PROBLEMS: Final = r"(?:incident|anomalie|probleme|problem|damage)"
_AT_A_POINT_OR_BACK: Final = (Stage.WAITING_AT_PICKUP, Stage.RETURNING, Stage.RETURNED)
_HANDED: Final = r"(?:remis|livre|distribue|depose|delivre)e?\b", r"(?:delivered|handed)\b"

OVERRULING: Final = (
    _wording(
        Stage.RETURNED,
        rf"(?:restitue|remis|rendu|distribue|livre)e? (?:a|au) {_SENDER}",
        rf"(?:delivered|handed)(?: back)? to {_SENDER}",
        r"retour (?:livre|distribue|remis)\b",
        r"return(?:ed parcel)? delivered\b",
        unless=(rf"{WILL}(?:restitue|remis|rendu|distribue|livre|delivered|handed)e?\b",),
    ),
    _wording(
        Stage.RETURNING,
        rf"(?:retour|retourne|retournee|renvoi|renvoyee?|reexpediee?)\b.{{0,30}}\b(?:a|au|vers|chez) {_SENDER}",
        r"retour (?:a l')?(?:expediteur|envoyeur)\b",
        r"en (?:cours de )?retour\b(?! (?:en|au|a l'|sur) ?(?:agence|depot|centre|site))",
        r"(?:de )?retour (?:au|a son|vers le) point d'expedition\b",
        rf"return(?:ed|ing)? (?:back )?to {_SENDER}",
        r"being returned\b",
        unless=(
            rf"{WILL}(?:retourne|renvoye|reexpedie|returned)e?\b",
            r"(?:passe ce delai|etiquette|a defaut|si vous|if not)\b",
        ),
        under=(Stage.RETURNED,),
    ),
    _wording(
        Stage.WAITING_AT_PICKUP,
        r"vous attend\b",
        r"en attente de (?:retrait|collecte par le (?:client|destinataire))\b",
        r"(?:colis|envoi|courrier|lettre|paquet|objet|article) (?:est |sont )?disponible\b",
        rf"disponible (?:pour (?:le )?retrait\b|{_IN_A}{_POINT})",
        r"prete? a etre (?:retire|recupere|collecte)",
        r"a retirer (?:au|a|en|dans|avant|chez)\b",
        r"a votre disposition\b",
        r"mise? a disposition (?:au|en|dans|chez|du (?:client|destinataire))\b",
        r"deliveredps\b",
        rf"(?:available|ready|held|waiting) (?:for|at) (?:(?:the|a|your|customer) )?(?:pick-?up|collection|{_POINT})",
        rf"(?:livree?|delivered)(?: le .{{1,20}})? {_IN_A}{_POINT}",
        rf"(?:receptionnee?|reception|a disposition) {_IN_A}(?:points? )?relais\b",
        r"held at (?:a |the )?location for (?:customer )?pick-?up\b",
        rf"(?:arrivee? {_IN_A}(?:points? relais|relais|points? (?:de )?retrait)|depose {_IN_A}casier)\b",
        rf"(?:arrivee?|depose) {_IN_A}(?:consigne|locker)\b",
        r"(?:jours? restants? )?pour retirer (?:le|votre) colis\b",
        unless=(
            rf"{WILL}(?:disponible|livre|depose|mis|achemine|en attente|available|ready|held|delivered)e?\b",
            r"(?:pas encore|indisponible|expediteur|expedition)\b",
            r"retiree? (?:par|au|a|en|dans|le)\b",
            r"(?:recuperee?|collected|picked up) (?:by|par|le|at|au|en|a|dans)\b",
            r"n'est (?:pas|plus) disponible\b",
            r"not (?:yet )?available\b",
        ),
    ),
    # senders, too, hand parcels in at a relay: a take-over stays one
    _wording(
        Stage.WAITING_AT_PICKUP,
        rf"(?:^|colis |ete |est )remise? {_IN_A}(?:points? relais|relais|points? (?:de )?retrait)\b",
        unless=(
            r"(?:expediteur|vendeur)\b",
            r"(?:au|par le) (?:client|destinataire)\b",
            r"retiree? (?:par|au|a|en|dans|le)\b",
        ),
        over=(None, Stage.OUT_FOR_DELIVERY, Stage.DELIVERED),
    ),
    _wording(
        Stage.INCIDENT,
        r"incidents?\b",
        r"livraison impossible\b",
        r"(?:endommage|avarie|perdu|vole|detruit|bloque|egare|spolie)e?s?\b",
        r"(?:perte|anomalie|probleme)s?\b",
        r"adresse (?:\w+ ){0,5}(?:incomplete|erronee|incorrecte|inconnue|insuffisante|introuvable|inexacte|invalide)\b",
        r"(?:damaged|lost|destroyed|stolen|missing|problem)\b",
        r"(?:wrong|incomplete|incorrect|invalid|insufficient) address\b",
        unless=(
            r"prepar",
            r"(?:resolu|regle|debloque|regularise|retrouve)e?s?\b",
            r"(?:re)?solved\b",
            r"found\b",
            rf"(?:sans|aucun|aucune|no|fin d'|fin de l')(?: aucun)? ?{_PROBLEMS}",
        ),
        # a wrong address is why ND1 could not be delivered, damage why RE1 goes back: those codes say more
        under=(Stage.DELIVERY_FAILED, Stage.RETURNING, Stage.RETURNED),
    ),
    _wording(
        Stage.DELIVERY_FAILED,
        r"tentee? de (?:vous )?(?:le )?(?:livrer|distribuer|remettre|delivrer|presenter)\b",
        r"tentative de (?:livraison|distribution|remise|presentation)\b",
        r"(?:pas|n'a|n'ont|n'avons) pu (?:vous )?(?:etre )?(?:livr|distribu|remi|remettre|delivr|present)",
        r"impossible de (?:vous )?(?:le )?(?:livrer|distribuer|remettre)\b",
        r"echec (?:de|a) (?:la )?(?:livraison|distribution|presentation)\b",
        r"(?:livraison|distribution|presentation) (?:echouee|infructueuse|manquee|refusee)\b",
        r"(?:livraison|distribution|presentation) non (?:effectuee|aboutie|realisee)\b",
        r"non[ -](?:livre|distribue|distribuable|remis(?! (?:au transporteur|a la poste)))",
        r"refus(?:ee?)? (?:par|du)\b",
        r"a refuse (?:le|son|votre) ",
        r"colis refuse\b",
        r"avis de passage\b",
        r"(?:entreprise|magasin|etablissement|societe) fermee?\b",
        r"(?:undelivered|not yet delivered|business closed)\b",
        r"(?:delivery attempt(?:ed)?|attempted delivery|attempt(?:ed)? to deliver|failed delivery|delivery failed)\b",
        r"could(?: not|n't) be delivered\b",
        r"delivery (?:was )?(?:unsuccessful|refused)\b",
        r"(?:refused by|undeliverable|unable to deliver|not delivered|notdelivered)\b",
        r"not (?:at )?home\b",
        unless=(r"nouvelle (?:tentative|presentation)\b.*(?:aujourd'hui|en cours|ce jour)", r"first attempt\b"),
        under=_AT_A_POINT_OR_BACK,
    ),
    # "destinataire absent, remis à un voisin" was delivered
    _wording(
        Stage.DELIVERY_FAILED,
        r"absente?s?\b",
        r"(?:nobody|no one) (?:at )?home\b",
        r"(?:customer|recipient|addressee|receiver) (?:was |is )?(?:not available|unavailable|not present)\b",
        unless=(*_HANDED, r"(?:risque d'|si vous etes |peur d')(?:etre )?absente?\b"),
        under=_AT_A_POINT_OR_BACK,
    ),
    _wording(
        Stage.ANNOUNCED,
        r"pas encore (?:ete )?(?:pris en charge|remis (?:au transporteur|a|par)|depose|confie|scanne|expedie|en notre)",
        r"(?:expediteur|vendeur) prepare\b",
        r"preparation (?:chez|par) (?:l'expediteur|le vendeur)\b",
        r"(?:colis|envoi) (?:a ete |est )?annonce\b",
        r"pas encore (?:ete )?recu(?: par (?:le transporteur|la poste|nos))?$",
        r"non (?:encore )?(?:recu|remis|pris en charge) ?(?:au transporteur|a la poste|par le transporteur)?$",
        r"n'a pas (?:encore )?ete (?:pris en charge|remis (?:au transporteur|a la poste)|depose|confie|scanne)",
        r"en attente (?:de |d')(?:prise en charge|depot|enlevement|ramassage)",
        r"en attente de (?:remise|reception) (?:au transporteur|a la poste)",
        r"en attente de (?:remise|reception) par (?:l'expediteur|le transporteur|la poste)",
        r"(?:transporteur|la poste|nous) (?:n'a|n'avons) pas (?:encore )?(?:recu|pris en charge)\b",
        r"va (?:bientot )?nous etre confie",
        r"etiquette (?:a ete )?(?:creee|generee|imprimee|editee)",
        r"creation de l'etiquette\b",
        r"label (?:has been )?(?:created|printed|generated)\b",
        r"(?:created|printed|generated) (?:a |the )?(?:shipping )?label\b",
        r"(?:has )?not (?:yet )?(?:been )?(?:received|handed over|picked up|shipped|in our hands)\b",
        r"awaiting (?:item|parcel|package|handover)",
        r"(?:shipment|shipping|parcel|order) (?:information|info|details|data) (?:sent|received|transmitted)\b",
        r"sera (?:bientot |prochainement )?(?:pris en charge|remis au transporteur)\b",
        r"(?:pre-?advice|pre-?notification)\b",
        r"data received\b",
        over=(None, Stage.ANNOUNCED, Stage.IN_TRANSIT),
    ),
    _wording(
        Stage.IN_TRANSIT,
        r"(?:en )?prepar",
        r"arrivee? (?:sur|au|dans|a|en) (?:le |la |l'|son |votre )?(?:site|centre|plateforme|agence|depot)\b",
        r"being prepared\b",
        unless=(r"en cours de (?:livraison|distribution)\b", r"out for delivery\b"),
        over=(Stage.OUT_FOR_DELIVERY,),
    ),
)
"""Read before the code, the first that fits. A return to be expected, or one that is already back, is none now."""


def overruling_wording(wording: str, coded: Stage | None) -> Meaning | None:
    """What a wording says that is read before the code; `coded`: what the code says."""
    return next((known.meaning for known in OVERRULING if known.means(wording, coded)), None)
