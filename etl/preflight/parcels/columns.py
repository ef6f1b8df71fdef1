"""Which column of a sheet is which: by its heading in French, English or Chinese, else by what stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, Literal

from etl.domain.errors import UnreadableSheet
from etl.domain.tracking.carriers import FAMILIES, plain_label
from etl.preflight.sheets.text import SheetRow

Field = Literal["order_id", "parcel_number", "carrier_name", "tracking_url", "order_line_ids"]

TEMPLATE: Final[tuple[Field, ...]] = ("order_id", "parcel_number", "carrier_name", "tracking_url", "order_line_ids")
"""The columns of the template, in order."""

HEADINGS: Final[Mapping[Field, str]] = {
    "order_id": """
        order_id order_number order order_no order_ref order_reference marketplace_order_id
        n_de_commande no_de_commande numero_de_commande numero_commande num_commande n_commande no_commande commande
        id_commande ref_commande reference_commande reference_de_commande 订单号 订单编号 订单 订单id 平台订单号
    """,
    "parcel_number": """
        parcel_number tracking_number tracking tracking_no tracking_code tracking_id parcel parcel_no waybill
        waybill_number shipment_number awb n_de_suivi no_de_suivi numero_de_suivi numero_suivi num_suivi n_suivi
        no_suivi suivi n_de_colis no_de_colis numero_de_colis numero_colis num_colis n_colis no_colis colis
        code_de_suivi code_suivi
        运单号 运单号码 快递单号 物流单号 追踪号 追踪单号 跟踪号 跟踪单号 包裹号 面单号 单号
    """,
    "carrier_name": """
        carrier carrier_name shipping_carrier courier shipper transporteur nom_transporteur nom_du_transporteur
        livreur 承运商 物流商 物流公司 快递公司 快递 承运人
    """,
    "tracking_url": """
        tracking_url tracking_link tracking_address url link url_de_suivi url_suivi lien_de_suivi lien_suivi lien
        adresse_de_suivi 追踪链接 跟踪链接 物流链接 查询网址 追踪网址 网址 链接
    """,
    "order_line_ids": """
        order_line_ids order_line_id order_lines line_ids line_id lines order_item_id lignes ligne id_ligne id_lignes
        lignes_de_commande ligne_de_commande 订单行 订单行号 订单行id 行号 商品行
    """,
}
"""Words of headings as `_heading_key` would join them, underscores standing for whatever separates words."""

_NOT_A_LETTER: Final = re.compile(r"[\W_]+")
_ORDER_SHAPE: Final = re.compile(r"[0-9]{10}[0-9A-Z]{5}", re.ASCII)
_WEB_ADDRESS: Final = re.compile(r"(?:https?://|www\.)", re.IGNORECASE)
_SAMPLE: Final = 200
_Look = Callable[[str], bool]


def _heading_key(text: str) -> str:
    """A heading without case, accents, spaces and signs: `N° de commande` is `ndecommande`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.replace("°", " ")) if not unicodedata.combining(c))
    return _NOT_A_LETTER.sub("", plain).casefold()


_FIELD_BY_HEADING: Final[dict[str, Field]] = {
    _heading_key(word): field for field, words in HEADINGS.items() for word in words.split()
}


def recognised_columns(rows: Sequence[SheetRow], carriers: Collection[str]) -> tuple[dict[Field, int], bool]:
    """Answer the position of each field, and whether the first row is a heading.

    Raises `UnreadableSheet` (column_missing) when nothing can be the order or the parcel number.
    """
    columns = headed(rows[0])
    has_heading = bool(columns)
    if not has_heading:
        columns = guessed(rows, carriers)
    for field in ("order_id", "parcel_number"):
        if field not in columns:
            raise UnreadableSheet("column_missing", field)
    return columns, has_heading


def headed(row: SheetRow) -> dict[Field, int]:
    """The fields a row of headings names, the first column of each; nothing when it is no such row."""
    columns: dict[Field, int] = {}
    for position, cell in enumerate(row.cells):
        field = _FIELD_BY_HEADING.get(_heading_key(cell))
        if field is not None:
            columns.setdefault(field, position)
    return columns


def guessed(rows: Sequence[SheetRow], carriers: Collection[str]) -> dict[Field, int]:
    """The fields of a sheet without headings: addresses and carriers by their look, the others in template order."""
    sample = rows[:_SAMPLE]
    known = {plain_label(label) for label in carriers} | set(FAMILIES)
    left = list(range(max(len(row.cells) for row in sample)))
    columns: dict[Field, int] = {}
    looks: tuple[tuple[Field, _Look], ...] = (
        ("tracking_url", lambda cell: bool(_WEB_ADDRESS.match(cell))),
        ("carrier_name", lambda cell: plain_label(cell) in known),
        ("order_id", lambda cell: bool(_ORDER_SHAPE.fullmatch(cell))),
    )
    for field, look in looks:
        position = _column_that_looks(sample, left, look)
        if position is not None:
            columns[field] = position
            left.remove(position)
    rest = [field for field in TEMPLATE if field not in columns]
    in_order = rest if "carrier_name" in columns else [f for f in rest if f != "tracking_url"]
    return columns | dict(zip(in_order, left, strict=False))


def _column_that_looks(sample: Sequence[SheetRow], left: Sequence[int], look: _Look) -> int | None:
    for position in left:
        cells = [row.cells[position] for row in sample if position < len(row.cells) and row.cells[position]]
        if cells and sum(map(look, cells)) * 2 > len(cells):
            return position
    return None
