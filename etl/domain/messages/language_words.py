"""Words that buyers of each language write all the time, and others do not: evidence of a language in short texts."""

from __future__ import annotations

from typing import Final

_WORDS: Final = {
    "fr": "je tu il elle nous vous ils le les des du est et une un au aux ce cette ces ma mon mes votre vos notre nos "
    "qui ne pas plus suis ai avez avons ont été etait était pour dans sur avec mais où donc très tres bien bonjour "
    "bonsoir merci commande livraison livré livrée reçu recu reçue rien toujours depuis quand comment pouvez svp "
    "cordialement remboursement rembourser produit facture suivi jours encore aussi être fait faire voudrais souhaite "
    "numéro adresse retour sont j'ai n'ai c'est qu'il d'un d'une l'article madame monsieur réponse colis cassé manque "
    "sans chez aucune aucun quel quelle puis peut veux dois s'il plaît plait avoir ça ca me lui si leur se y",
    "en": "i you he she it we they the a an is are was were have has had not and my your our this that these with for "
    "from of to in on at but when where what how can could would will please thanks thank hello dear regards parcel "
    "order delivery delivered received arrived refund item product invoice tracking still since yet any there been "
    "be do does did don't didn't hasn't haven't i'm it's i've broken missing number address return day days need want "
    "money back after before me",
    "de": "ich du er sie es wir ihr der die das den dem des ein eine einen einem ist sind war und nicht kein keine "
    "mein meine meinen ihre ihren mit für von zu im auf aber wann wo was wie kann können könnten bitte danke hallo "
    "guten tag sehr geehrte damen herren grüßen paket bestellung lieferung geliefert erhalten angekommen "
    "rückerstattung artikel rechnung noch immer seit habe haben hat wurde wird werden möchte kaputt fehlt "
    "nummer adresse nach vielen dank mir mich auch oder bei geld zurück",
    "es": "yo usted nosotros el los las es son y una mi mis su sus con por para pero cuándo cuando dónde donde qué "
    "cómo como puede pueden podría favor gracias hola buenos días dias buenas tardes estimados saludos paquete pedido "
    "envío envio entrega llegado llegó recibido reembolso artículo articulo producto factura seguimiento todavía aún "
    "desde he ha han hemos fue quiero quisiera gustaría roto falta número dirección después muy del lo le hay "
    "está esta estoy también sin nada me mucho ya",
    "it": "io lei noi voi il gli è e una uno mio mia miei suo vostra vostro vostri non con per ma quando dove come può "
    "potete potreste grazie ciao buongiorno salve gentile gentili cordiali saluti pacco ordine spedizione consegna "
    "consegnato arrivato ricevuto rimborso articolo prodotto fattura tracciamento ancora da ho ha hanno stato stata "
    "vorrei voglio rotto manca numero indirizzo dopo molto del della nel sono anche senza niente nulla mi che più c'è "
    "dov'è di favore",
    "nl": "ik jij hij wij jullie u het een de is zijn was en niet geen mijn uw onze met voor van maar wanneer waar wat "
    "hoe kan kunt kunnen graag alstublieft aub bedankt dank hallo goedendag beste geachte groeten pakket bestelling "
    "levering geleverd ontvangen aangekomen terugbetaling artikel product factuur nog steeds sinds heb heeft hebben "
    "werd wordt worden wil kapot ontbreekt nummer adres na veel ook of bij er naar dit deze dat geld terug op",
    "pt": "eu você nós o os as é são e uma um meu minha meus minhas seu sua vossa vosso não com por para mas quando "
    "onde como pode podem poderia favor obrigado obrigada olá bom dia boa tarde cumprimentos encomenda pedido envio "
    "entrega entregue chegou recebi recebido reembolso artigo produto fatura seguimento ainda desde tenho tem foi "
    "quero queria gostaria partido falta número morada endereço depois muito do da no na dos das está estou também "
    "sem nada me já ao",
}

WORDS: Final = {language: frozenset(words.split()) for language, words in _WORDS.items()}
LATIN_LANGUAGES: Final = tuple(WORDS)
