"""Sheets as the tools beside the marketplace export them: their headings, and what else stands in their columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.etl.preflight.parcels.generated_sheets import Sheet, order_id, parcel, quoted
from tests.etl.preflight.sheets.workbook_files import workbook_of


@dataclass(frozen=True)
class Tool:
    """The columns of an export, each heading with what stands below it; what stands above; how it is written."""

    columns: dict[str, str]
    separator: str = ";"
    encoding: str = "utf-8"
    above: tuple[str, ...] = ()


TOOLS = {
    "shippingbo": Tool(
        {
            "Référence commande": "internal", "N° commande marketplace": "order", "Statut": "=Expédiée",
            "Nom": "name", "Téléphone": "phone", "Code postal": "postcode", "Transporteur": "carrier",
            "Numéro de suivi": "number", "URL de suivi": "link", "Date d'expédition": "date", "Poids (g)": "weight",
        }
    ),
    "sendcloud": Tool(
        {
            "Order number": "order", "Parcel ID": "internal", "Name": "name", "Postal code": "postcode",
            "Telephone": "phone", "Weight": "weight", "Carrier": "carrier", "Tracking number": "number",
            "Tracking URL": "link", "Announced at": "date", "Shipping method": "=Home 0-2kg",
        },
        separator=",",
    ),
    "sendcloud_fr": Tool(
        {
            "Numéro de commande": "order", "ID du colis": "internal", "Destinataire": "name", "Code postal": "postcode",
            "Transporteur": "carrier", "Numéro de suivi": "number", "Lien de suivi": "link", "Créé le": "date",
        },
        separator=",",
    ),
    "shipstation": Tool(
        {
            "Date - Shipped Date": "date", "Order - Number": "order", "Order - ID": "internal", "Item - SKU": "sku",
            "Ship To - Phone": "phone", "Ship To - Postal Code": "postcode", "Carrier - Carrier Selected": "carrier",
            "Shipment - Tracking Number": "text", "Shipment - ID": "digits",
        },
        separator=",",
    ),
    "boxtal": Tool(
        {
            "Référence Boxtal": "internal", "Référence externe": "order", "Transporteur": "carrier",
            "Numéro de suivi": "number", "Destinataire": "name", "CP": "postcode", "Tél": "phone", "Prix TTC": "price",
        },
        encoding="cp1252",
    ),
    "mondial_relay": Tool(
        {
            "N° expédition": "number", "Référence client": "order", "Date": "date", "Nom destinataire": "name",
            "Point Relais": "digits6", "Poids": "weight", "Transporteur": "carrier",
        },
        encoding="cp1252",
    ),
    "chronopost": Tool(
        {
            "Numéro LT": "number", "Référence destinataire": "order", "Compte": "digits", "Produit": "=Chrono 13",
            "Nom destinataire": "name", "Téléphone": "phone", "Date de dépôt": "date", "Transporteur": "carrier",
        },
        encoding="utf-16",
    ),
    "coliship": Tool(
        {
            "ReferenceExpedition": "order", "NumeroColis": "number", "RaisonSociale": "name", "CodePostal": "postcode",
            "Portable": "phone", "Poids": "weight", "CodeProduit": "=DOM", "Transporteur": "carrier",
        },
        encoding="cp1252",
    ),
    "amazon": Tool(
        {
            "order-id": "order", "order-item-id": "digits", "quantity": "=1", "ship-date": "date",
            "carrier-code": "=Other", "carrier-name": "carrier", "tracking-number": "number",
            "ship-method": "=Standard",
        },
        separator="\t",
        above=("TemplateType=OrderFulfillment\tVersion=2011.1102\t\t\t\t\t\t",),
    ),
    "ebay": Tool(
        {
            "Sales Record Number": "digits6", "Order Number": "order", "Buyer Username": "name",
            "Ship To Phone": "phone",
            "Item Number": "digits", "Custom Label": "sku", "Tracking Number": "number", "Carrier": "carrier",
        },
        separator=",",
        encoding="utf-8-sig",
        above=("", ""),
    ),
    "baselinker": Tool(
        {
            "ID de commande": "digits", "Numéro de commande externe": "order", "Client": "name", "Mobile": "phone",
            "Courrier": "carrier", "Numéro d'expédition": "number", "N° facture": "invoice",
        },
    ),
    "prestashop": Tool(
        {
            "ID": "digits6", "Référence": "order", "Client": "name", "Total": "price", "Paiement": "=Carte",
            "Transporteur": "carrier", "Numéro de suivi": "number", "Date": "date",
        },
    ),
    "retours": Tool(
        {
            "Commande": "order", "Transporteur": "carrier", "Numéro de suivi": "number", "Numéro de retour": "another",
            "EAN": "ean", "Facture": "invoice",
        },
    ),
    "excel_zh": Tool(
        {
            "序号": "digits6", "平台订单号": "order", "收件人": "name", "电话": "phone", "邮编": "postcode",
            "物流公司": "carrier", "物流单号": "number", "发货时间": "date", "重量": "weight",
        },
        separator=",",
        encoding="gb18030",
    ),
    "excel_mac": Tool(
        {"Numéro de commande": "order", "Numéro de suivi": "number", "Expédié par": "carrier", "Téléphone": "phone"},
        encoding="mac-roman",
    ),
    "two_references": Tool(
        {"Référence": "internal", "Votre référence": "order", "Colis": "number", "Transporteur": "carrier"},
    ),
    "dates_first": Tool(
        {"Date": "date", "Heure": "=14:05", "Commande": "order", "LT": "number", "Transporteur": "carrier",
         "Montant": "price", "Nb colis": "=1"},
        above=("Historique des expéditions du 28/11/2026;;;;;;", ";;;;;;"),
    ),
}  # fmt: skip


def tool_sheet(seed: int) -> Sheet:
    """A sheet of one of the tools, by seed."""
    random = Random(seed)
    name = sorted(TOOLS)[seed % len(TOOLS)]
    tool = TOOLS[name]
    truth: dict[str, str | None] = {}
    lines = []
    for _row in range(random.randint(3, 8)):
        carrier = random.choice(("Colissimo", "Chronopost", "UPS", "DPD", "GLS", "Mondial Relay", "DHL"))
        order, number = order_id(random), parcel(random, carrier)
        truth[order] = number
        cells = _cells(random, order, number, carrier)
        lines.append([cells[what] if what in cells else what.removeprefix("=") for what in tool.columns.values()])
    if seed // len(TOOLS) % 4 == 3:
        content = workbook_of({"Aide": [["Lisez-moi"]], "Export": [list(tool.columns), *lines]})
    else:
        rows = [
            tool.separator.join(quoted(cell, tool.separator) for cell in line) for line in [[*tool.columns], *lines]
        ]
        text = random.choice(("\r\n", "\n")).join([*tool.above, *rows, ""])
        content = text.encode(tool.encoding)
    return Sheet(name, content, truth)


def _cells(random: Random, order: str, number: str, carrier: str) -> dict[str, str]:
    def digits(count: int) -> str:
        return str(random.randint(1, 9)) + "".join(random.choices("0123456789", k=count - 1))

    phone: Callable[[], str] = lambda: random.choice(("0612345678", "+33 6 12 34 56 78", "33612345678"))  # noqa: E731
    return {
        "order": order,
        "number": number,
        "text": f'="{number}"',
        "carrier": random.choice((carrier, carrier.upper(), carrier.lower())),
        "internal": digits(9),
        "digits": digits(12),
        "digits6": digits(6),
        "name": random.choice(("DURAND Chloé", "Lefèvre; Paul", "O'Neil", "PETIT")),
        "phone": phone(),
        "postcode": random.choice(("33000", "06000", "20137")),
        "date": random.choice(("28/11/2026", "2026-11-28", "28/11/2026 14:05")),
        "weight": random.choice(("350", "1,2", "0.35")),
        "price": random.choice(("12,50", "4.90 €", "7,00")),
        "sku": random.choice(("SKU-1", "00123", "LAMPE")),
        "ean": digits(13),
        "invoice": f"FA{digits(8)}",
        "another": parcel(random, carrier),
        "link": f"https://www.example.com/suivi?colis={number}",
    }
