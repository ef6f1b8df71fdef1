"""One CSV of parcels as it comes from a warehouse, spoilt in every way at once, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle

from etl.domain.tracking.numbers import Verdict, assess_number

SHIPPED = 200
ORDERS_NEEDED = SHIPPED + 7
SEPARATORS = (";", "\t", ",", "|", " ; ")
SPELLINGS = ("Colissimo", "COLISSIMO ", "colissimo", "Colissimo\u200b")

SCIENTIFIC = range(8)
CARRIERS = (
    (range(8, 40), "Colissimo Access", "Colissimo"),
    (range(40, 50), "Chrono 13", "Chronopost"),
    (range(50, 60), "", "Colissimo"),
)
WRONG_CHECK_DIGIT = range(60, 65)
ON_ANOTHER_ORDER = 65


@dataclass(frozen=True)
class MessySheet:
    """The file; the parcel that must reach each order once its choices are made: number and carrier; rows by fate."""

    content: bytes
    effects: dict[str, tuple[str, str]]
    warned: int
    impossible: int
    repeated: int


def messy_sheet(orders: list[str], declared: tuple[str, str]) -> MessySheet:
    """`orders` can be shipped, `ORDERS_NEEDED` of them; `declared` is an order with the parcel it already has."""
    good, spare = orders[:SHIPPED], orders[SHIPPED:ORDERS_NEEDED]
    rows: list[tuple[str, ...]] = []
    effects: dict[str, tuple[str, str]] = {}
    for place, order_id in enumerate(good):
        row, effects[order_id] = _good_row(place, order_id, declared)
        rows.append(row)
    rows += [rows[place] for place in range(20, 200, 15)]
    repeated = len(range(20, 200, 15))
    rows.append((good[-1], _colissimo(900), "Colissimo"))
    bad = _impossible_rows(spare, declared)
    rows[100:100] = bad
    lines = [_line(row, separator) for row, separator in zip(rows, cycle(SEPARATORS), strict=False)]
    text = "\r\n".join(["N° de commande;N° de suivi;Transporteur;Lien de suivi", *lines, ";;;", ""])
    return MessySheet(text.encode("utf-8-sig"), effects, warned=6, impossible=len(bad) - 1, repeated=repeated)


def _good_row(place: int, order_id: str, declared: tuple[str, str]) -> tuple[tuple[str, ...], tuple[str, str]]:
    """A row as it is written, and the parcel it means: number and carrier."""
    number = _colissimo(place)
    shown = f"\u200b{order_id[:5]} {order_id[5:]}" if place % 50 == 7 else order_id
    if place in SCIENTIFIC:
        digits = str(120_000_000_001 + place * 7)
        return (shown, f"{digits[0]}.{digits[1:]}E+11", "gls"), (digits, "GLS")
    if place == ON_ANOTHER_ORDER:
        return (shown, declared[1], "autre"), (declared[1], "autre")
    if place in WRONG_CHECK_DIGIT:
        number = number[:-1] + str((int(number[-1]) + 5) % 10)
    for places, written, meant in CARRIERS:
        if place in places:
            return (shown, number, written), (number, meant)
    spaced = f"{number[:2]} {number[2:6]} {number[6:10]}\u00a0{number[10:]}"
    return (shown, (number, spaced, f'="{number}"', f"'{number}")[place % 4], SPELLINGS[place % 4]), (
        number,
        "Colissimo",
    )


def _impossible_rows(spare: list[str], declared: tuple[str, str]) -> list[tuple[str, ...]]:
    """Rows that nothing may be sent for; the last of them is done already."""
    return [
        (spare[0], "6.12346E+12", "Colissimo"),
        (spare[1], "8,00012E+11", "Colissimo"),
        (spare[2], '=HYPERLINK("http://example.invalid","6A")', "Colissimo"),
        (spare[3], "=1+1", "Colissimo"),
        (spare[4], "", "Colissimo"),
        (spare[5], "6A*0000", "Colissimo"),
        ("9911251030OTHER", _colissimo(950), "Colissimo"),
        (declared[0], _colissimo(951), "Colissimo"),
        ("@SUM(A1)", _colissimo(952), "Colissimo"),
        (declared[0], declared[1], "autre"),
    ]


def _colissimo(place: int) -> str:
    serial = f"6A{3_141_592_000 + place}"
    return next(
        serial + str(digit)
        for digit in range(10)
        if assess_number(serial + str(digit), "Colissimo").verdict is Verdict.CHECK_DIGIT_OK
    )


def _line(row: tuple[str, ...], separator: str) -> str:
    """A row by its own separator; those with formulas by the semicolon, as a spreadsheet writes them."""
    if any(cell.startswith("=H") for cell in row):
        return ";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if cell.startswith("=") else cell for cell in row)
    if any("," in cell for cell in row) and separator == ",":
        return ";".join(row)
    return separator.join(row)
