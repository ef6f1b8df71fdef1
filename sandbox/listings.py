"""The seller's 400 listings: titles, GTINs, prices, sizes, and the stock the world begins with."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sandbox.draws import generator

LISTING_COUNT: Final = 400
SMALL, MEDIUM, BULKY = range(3)

# label | lowest price | highest price | size | commission rate in percent
_FAMILIES: Final = """
Canapé d'angle convertible|399|899|2|12;Canapé 3 places fixe|249|649|2|12;Fauteuil relax|129|349|2|12;
Table basse relevable|69|189|1|15;Table à manger extensible|149|429|2|12;Lot de 4 chaises scandinaves|89|199|1|15;
Tabouret de bar réglable|39|99|1|15;Meuble TV|79|259|2|15;Bibliothèque étagère|49|169|1|15;Commode 6 tiroirs|99|279|2|15;
Armoire 2 portes coulissantes|199|499|2|12;Lit coffre 160x200 cm|229|599|2|12;Tête de lit capitonnée|69|179|1|15;
Matelas mémoire de forme|129|449|2|12;Sommier tapissier|99|249|2|12;Table de chevet|29|89|1|15;
Bureau d'angle|89|239|2|15;Chaise de bureau ergonomique|69|219|1|15;Fauteuil suspendu|119|229|1|15;
Buffet bas 3 portes|129|319|2|15;Console d'entrée|39|129|1|15;Meuble à chaussures|39|119|1|15;
Meuble sous vasque|99|299|2|15;Miroir rond|19|89|0|17;Miroir LED salle de bain|49|149|1|17;
Tapis à poils longs|19|129|0|17;Lot de 2 rideaux occultants|14|49|0|17;Housse de couette 220x240 cm|19|59|0|17;
Lot de 2 oreillers|14|45|0|17;Plaid effet fourrure|9|35|0|17;Coussin décoratif 45x45 cm|4|19|0|17;
Lampe à poser|12|69|0|17;Lampadaire trépied|29|109|1|17;Suspension luminaire|15|89|0|17;Guirlande lumineuse LED|5|19|0|17;
Vase en céramique|7|39|0|17;Cadre photo mural|4|24|0|17;Horloge murale|9|49|0|17;Bougie parfumée|4|15|0|17;
Boîte de rangement pliable|5|24|0|17;Panier à linge|12|39|0|17;Étagère murale|9|45|0|17;Salon de jardin 4 places|179|549|2|12;
Parasol déporté|69|199|2|15;Bain de soleil|49|159|1|15;Coffre de jardin|59|149|1|15;Pergola adossée|199|599|2|12;
Batterie de cuisine 10 pièces|29|99|1|17;Desserte de cuisine|39|129|1|15;Sèche-serviettes|49|159|1|17
"""
_STYLES: Final = (
    "scandinave", "industriel", "bohème", "contemporain", "vintage", "design", "classique", "nordique", "japandi",
    "rustique", "art déco", "minimaliste",
)  # fmt: skip
_MATERIALS: Final = (
    "chêne massif", "décor chêne sonoma", "métal noir", "velours", "tissu bouclé", "rotin naturel", "bois de manguier",
    "MDF laqué", "coton bio", "verre trempé", "acacia huilé", "lin lavé", "bambou", "marbre reconstitué",
)  # fmt: skip
_COLOURS: Final = (
    "gris anthracite", "beige", "bleu canard", "blanc cassé", "vert sauge", "terracotta", "noir mat", "moutarde",
    "taupe", "rose poudré", "naturel", "écru", "kaki", "bordeaux",
)  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """A listing of the seller; money in cents, taxes included."""

    number: int
    offer_id: str
    seller_product_id: str
    product_id: str
    gtin: str | None
    title: str
    condition: str
    price: int
    size: int
    commission_rate: float
    preparation_days: int
    weight: float
    stock: int


def check_digit(digits: str) -> str:
    """The GS1 check digit of the digits before it."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def _gtin(number: int, prefix: int) -> str:
    digits = f"370{prefix:04d}{number:05d}"
    return digits + check_digit(digits)


def _titles(rng: np.random.Generator, labels: list[str]) -> list[str]:
    seen: dict[str, None] = {}
    while len(seen) < len(labels):
        label = labels[len(seen)]
        style, material, colour = (rng.choice(words) for words in (_STYLES, _MATERIALS, _COLOURS))
        seen.setdefault(f"{label} style {style}, {material}, {colour}")
    return list(seen)


def _price(rng: np.random.Generator, low: int, high: int) -> int:
    euros = low + (high - low) * rng.random() ** 1.6
    return int(euros) * 100 + int(rng.choice([99, 90, 0, 49, 95]))


def _stock(rng: np.random.Generator) -> int:
    return int(rng.choice([0, 1, 2, 3])) if rng.random() < 0.12 else int(rng.gamma(2.0, 30.0)) + 3


def draw_listings(seed: int) -> tuple[Listing, ...]:
    """The listings of a seed, each family about equally often, with a few best sellers."""
    rng = generator(seed, "listings")
    families = [row.strip().split("|") for row in _FAMILIES.split(";")]
    rows = [families[number % len(families)] for number in range(LISTING_COUNT)]
    titles = _titles(rng, [row[0] for row in rows])
    prefix = int(rng.integers(1000, 9999))
    weights = rng.pareto(1.3, LISTING_COUNT) + 0.15
    return tuple(
        Listing(
            number=number,
            offer_id=f"OF-{7_400_000 + number * 37 + seed % 1000}",
            seller_product_id=f"{row[0][:3].upper().replace(' ', '').replace('É', 'E').replace('È', 'E')}-{number:04d}",
            product_id=f"AUC{3_700_000_000_000 + number * 7_919:013d}",
            gtin=None if number % 41 == 40 else _gtin(number, prefix),
            title=titles[number],
            condition="LikeNew" if number % 29 == 28 else "New",
            price=_price(rng, int(row[1]), int(row[2])),
            size=int(row[3]),
            commission_rate=float(row[4]),
            preparation_days=1 + int(row[3] == "2") + int(rng.random() < 0.15),
            weight=float(min(weights[number], 12.0)) * (1.6 if row[3] == "0" else 1.0),
            stock=_stock(rng),
        )
        for number, row in enumerate(rows)
    )
