"""Sheets of the kinds met in the field, drawn by a seed, each with what is true of its orders."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from zipfile import ZipFile

from etl.domain.tracking.check_digits import colissimo_key, s10_digit, ups_digit

CARRIERS = ("Colissimo", "Chronopost", "UPS", "DPD", "GLS", "Mondial Relay", "DHL", "GEODIS", "Relais Colis", "autre")


@dataclass(frozen=True)
class Sheet:
    """The file; the number that truly belongs to each order, None where nobody could know it."""

    kind: str
    content: bytes
    truth: dict[str, str | None]


def order_id(random: Random) -> str:
    return f"26{random.randint(10_000_000, 99_999_999)}" + "".join(random.choices("BCDFGHJKLMNPQRSTVWXZ", k=5))


def parcel(random: Random, carrier: str) -> str:
    def digits(count: int) -> str:
        return str(random.randint(1, 8)) + "".join(random.choices("0123456789", k=count - 1))

    serial = digits(10)
    eight, ups, paket = digits(8), digits(15), "0034" + digits(15)
    return {
        "Colissimo": f"6A{serial}{colissimo_key(serial)}",
        "Chronopost": f"XY{eight}{s10_digit(eight)}FR",
        "UPS": f"1Z{ups}{ups_digit(ups)}",
        "DPD": "0" + digits(13),
        "GLS": digits(11),
        "Mondial Relay": digits(8) if not random.randrange(2) else digits(12),
        "DHL": f"{paket}{colissimo_key(paket)}",
        "GEODIS": f"JVGTC{digits(6)}",
        "Relais Colis": f"R{digits(11)}",
        "autre": f"Q{digits(9)}",
    }[carrier]


HEADINGS = (
    ("order-id", "tracking-number", "carrier-name"),
    ("Order - Number", "Shipment - Tracking Number", "Carrier - Carrier Selected"),
    ("N° de commande", "N° de suivi", "Transporteur"),
    ("Numéro de commande", "Numéro de tracking", "Expéditeur"),
    ("external_order_id", "package_tracking_number", "courier_code"),
    ("Référence commande", "N° colis", "Transporteur"),
    ("Votre référence", "Numéro de LT", "Transporteur"),
    ("订单号", "快递单号", "物流公司"),
    ("Bestellnummer", "Sendungsnummer", "Versanddienstleister"),
)
NOTES = ("", "fragile; merci", "haut, bas", "a|b|c", "appeler avant; noël; 2e", 'dit "Lampe"', "12 rue du Bac\nBat B")


def table(random: Random, rows: list[tuple[str, str, str]], *, notes: bool = True, titles: int = 0) -> str:
    separator = random.choice("\t;,|")
    order = random.sample(range(4 if notes else 3), 4 if notes else 3)
    lines = [["Export du 28/11/2026", "", "", ""], ["", "", "", ""]][:titles]
    for cells in [(*random.choice(HEADINGS), "Note"), *((*row, random.choice(NOTES)) for row in rows)]:
        lines.append([cells[place] for place in order])
    return "\r\n".join(separator.join(quoted(cell, separator) for cell in line) for line in lines) + "\r\n"


def quoted(cell: str, separator: str) -> str:
    needs = separator in cell or '"' in cell or "\n" in cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if needs and not cell.startswith("=") else cell


def grouped(random: Random, number: str, carrier: str) -> str:
    if carrier not in {"Colissimo", "Chronopost", "UPS", "DHL"}:
        return number
    sign = random.choice((" ", "\u00a0", "-", ".", "\u202f"))
    return sign.join([number[:2], *(number[at : at + 4] for at in range(2, len(number), 4))])


def several(random: Random, carrier: str) -> str:
    one, two = parcel(random, carrier), parcel(random, carrier)
    while len(one) != len(two):
        two = parcel(random, carrier)
    return random.choice((";", ",", " ", " / ", "/", " + ", "|", "\n", " et ", "-")).join((one, two))


def nothing(random: Random, _carrier: str) -> str:
    return random.choice(
        ("#N/A", "#REF!", "0", "NON DISPONIBLE", "sans suivi", "en attente", "28/11/2026", "2026-11-28", "n/a", "暂无",
         "6.12346E+12", "6,1E+13", "8E11", "=A1&B2", "28 nov. 2026", "12,50", "voir mail 2", "colis 1", "à venir 2", "",
         "６Ａ１２３４", "6А12345678905", "https://example.com/6A12345678905", "28-11-2026", "46354,5")
    )  # fmt: skip


def written(random: Random, number: str, carrier: str) -> str:
    marks: tuple[Callable[[], str], ...] = (
        lambda: number,
        lambda: f'="{number}"',
        lambda: f"'{number}",
        lambda: f"\u200b{number}\ufeff",
        lambda: f" {number} ",
        lambda: grouped(random, number, carrier),
        lambda: scientific(random, number),
    )
    return random.choice(marks)()


def scientific(random: Random, number: str) -> str:
    if not number.isdecimal() or number.startswith("0") or len(number) > 15:
        return number
    exact = f"{number[0]}{random.choice('.,')}{number[1:]}E{random.choice(('', '+'))}{len(number) - 1}"
    return random.choice((exact, f"{number}.0"))


def messy_order(random: Random, order: str) -> str:
    return random.choice(
        (order, order.lower(), f"#{order}", f"'{order}", f"{order[:10]} {order[10:]}", f"\u2060{order}")
    )


def generated(seed: int) -> Sheet:
    random = Random(seed)
    kind = ("table", "bad", "titles", "per_line", "mail", "encoding", "workbook", "unknown")[seed % 8]
    carriers = [random.choice(CARRIERS) for _ in range(random.randint(3, 9))]
    truth: dict[str, str | None] = {}
    rows = []
    for place, carrier in enumerate(carriers):
        order, number = order_id(random), parcel(random, carrier)
        is_bad = kind == "bad" and place % 2 == 0
        truth[order] = None if is_bad else number
        shown = random.choice((several, nothing))(random, carrier) if is_bad else written(random, number, carrier)
        rows.append((messy_order(random, order), shown, carrier))
    return Sheet(kind, content(random, kind, rows, truth), truth)


def content(random: Random, kind: str, rows: list[tuple[str, str, str]], truth: dict[str, str | None]) -> bytes:
    match kind:
        case "mail":
            lines = [
                f"{order} : {truth[order]} {carrier}" for order, (_o, _n, carrier) in zip(truth, rows, strict=True)
            ]
            return "\n".join(["Bonjour,", "voici les numéros, comme promis :", *lines, "Merci; à demain"]).encode()
        case "per_line":
            twice = [row for row in rows for _line in range(2)]
            head = "order-id\torder-item-id\ttracking-number\tcarrier-name"
            body = [f"{o}\t{random.randint(10**12, 10**13)}\t{n}\t{c}" for o, n, c in twice]
            return "\n".join([head, *body]).encode()
        case "encoding":
            text = table(random, rows, notes=False)
            known = [
                name for name in ("cp1252", "mac-roman", "cp850", "utf-16", "utf-8-sig", "gb18030") if fits(text, name)
            ]
            return text.encode(random.choice(known))
        case "workbook":
            return workbook([("Lisez-moi", [("Remplir l'onglet 2", "", "")]), ("Colis", [HEADINGS[2], *rows])])
        case "unknown":
            body = [("Ref X", "Barre", "Prestataire", "Ville"), *((*row, "Paris") for row in rows)]
            return "\n".join(";".join(quoted(cell, ";") for cell in line) for line in body).encode()
        case _:
            return table(random, rows, titles=random.randint(0, 2) if kind == "titles" else 0).encode()


def fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return encoding != "gb18030" or "订单号" in text


def workbook(sheets: list[tuple[str, list[tuple[str, str, str]]]]) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    named = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, (name, _rows) in enumerate(sheets, 1))
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + "</Relationships>",
    }
    for n, (_name, rows) in enumerate(sheets, 1):
        body = "".join(
            f'<row r="{at}">'
            + "".join(
                f'<c r="{"ABC"[place]}{at}" t="inlineStr"><is><t xml:space="preserve">'
                f"{cell.replace('&', '&amp;').replace('<', '&lt;')}</t></is></c>"
                for place, cell in enumerate(row)
            )
            + "</row>"
            for at, row in enumerate(rows, 1)
        )
        files[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()
