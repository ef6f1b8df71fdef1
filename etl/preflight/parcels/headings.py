"""Headings of the sheets that sellers' tools write, in French, English, Chinese and the languages around us.

Names gathered from the exports of Amazon, ShipStation, BaseLinker, Shippingbo, Sendcloud, Mirakl, PrestaShop,
WooCommerce, Boxtal, Coliship, Chronopost, Mondial Relay, DPD and GLS.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

from etl.preflight.sheets.text import SheetRow

Field = Literal["order_id", "parcel_number", "carrier_name", "tracking_url", "order_line_ids", "item_ids"]

TEMPLATE: Final[tuple[Field, ...]] = ("order_id", "parcel_number", "carrier_name", "tracking_url", "order_line_ids")
"""The columns of the template, in order."""

HEADINGS: Final[Mapping[Field, str]] = {
    "order_id": """
        order_id order_number order order_no order_ref order_reference marketplace_order_id
        n_de_commande no_de_commande numero_de_commande numero_commande num_commande n_commande no_commande commande
        id_commande ref_commande reference_commande reference_de_commande 订单号 订单编号 订单 订单id 平台订单号
        numero_de_la_commande reference_de_la_commande id_de_commande id_de_la_commande amazon_order_id order_name
        order_numbers marketplace_order_number marketplace_order external_order_id external_order_number
        shop_order_id channel_order_id channel_order_number source_order_id original_order_id store_order_id
        customer_order_number commande_marketplace numero_de_commande_marketplace n_commande_marketplace
        numero_commande_marketplace id_commande_marketplace reference_marketplace numero_commande_client
        reference_commande_client commande_client n_commande_client commercial_order_id id_order order_code
        orders_number purchase_order purchase_order_number nom_de_commande num_cde n_cde ref_cde cde
        bestellnummer bestell_nr bestellnr auftragsnummer bestellung auftrag numero_de_pedido numero_pedido n_pedido
        pedido id_pedido numero_ordine n_ordine ordine id_ordine bestelnummer ordernummer bestelling
        订单号码 平台单号 原始单号 客户订单号 店铺订单号 外部订单号 交易号 电商订单号 订单参考号
    """,
    "parcel_number": """
        parcel_number tracking_number tracking tracking_no tracking_code tracking_id parcel_no waybill
        waybill_number awb n_de_suivi no_de_suivi numero_de_suivi numero_suivi num_suivi n_suivi
        no_suivi suivi n_de_colis no_de_colis numero_de_colis numero_colis num_colis n_colis no_colis
        code_de_suivi code_suivi
        运单号 运单号码 快递单号 物流单号 追踪号 追踪单号 跟踪号 跟踪单号 包裹号 面单号 单号
        numero_de_tracking n_de_tracking num_tracking n_tracking code_tracking tracking_numbers shipment_tracking_number
        package_tracking_number carrier_tracking_number numero_de_suivi_du_colis numero_de_suivi_colis
        numero_de_suivi_transporteur suivi_colis suivi_du_colis id_de_suivi identifiant_de_suivi reference_de_suivi
        numero_d_expedition numero_expedition n_expedition n_d_expedition num_expedition numero_de_l_expedition
        numero_du_colis n_du_colis parcel_tracking_number package_number track_id trackid tracking_ref
        tracking_reference numero_lt n_lt n_de_lt numero_de_lt lettre_de_transport numero_de_lettre_de_transport
        numero_de_bordereau awb_number air_waybill delivery_tracking_number numero_etiquette label_number
        shipping_number consignment_number consignment shipment_number shipping_tracking_number
        sendungsnummer sendungsverfolgungsnummer tracking_nummer trackingnummer paketnummer paketscheinnummer
        sendungs_id numero_de_seguimiento n_de_seguimiento seguimiento codigo_de_seguimiento numero_de_envio
        numero_di_tracking numero_tracking codice_di_tracking numero_spedizione numero_di_spedizione
        track_and_trace trackingcode zendingnummer volgnummer
        快递单号码 物流追踪号 物流跟踪号 国际单号 转单号 跟踪号码 追踪号码 快递号 物流编号 发货单号
    """,
    "carrier_name": """
        carrier carrier_name shipping_carrier courier shipper transporteur nom_transporteur nom_du_transporteur
        livreur 承运商 物流商 物流公司 快递公司 快递 承运人
        carrier_carrier_selected carrier_selected carrier_code code_transporteur courier_name courier_code
        expediteur shipping_provider delivery_company delivery_carrier carrier_title carrier_label shipping_company
        transporteur_choisi transporteur_utilise societe_de_transport shipment_carrier shipment_provider
        versanddienstleister versender paketdienst spediteur frachtfuhrer transportista mensajeria empresa_de_transporte
        corriere vettore vervoerder bezorgdienst 运输公司 物流渠道商 配送公司 快递名称 物流名称 承运公司
    """,
    "tracking_url": """
        tracking_url tracking_link tracking_address url_de_suivi url_suivi lien_de_suivi lien_suivi
        adresse_de_suivi 追踪链接 跟踪链接 物流链接 查询网址 追踪网址 网址 链接 url link lien
        url_de_tracking url_tracking lien_de_tracking carrier_tracking_url track_url url_du_suivi lien_du_suivi
        tracking_page page_de_suivi sendungsverfolgung sendungslink tracking_webseite enlace_de_seguimiento
        url_de_seguimiento link_di_tracking trackinglink 查询链接 物流网址
    """,
    "order_line_ids": """
        order_line_ids order_line_id order_lines line_ids line_id lines lignes ligne id_ligne id_lignes
        lignes_de_commande ligne_de_commande 订单行 订单行号 订单行id 行号 商品行
    """,
    "item_ids": """
        order_item_id order_item_ids item_id orderitemid amazon_order_item_code numero_de_l_article id_article
        id_de_l_article numero_article id_de_ligne numero_de_ligne numero_de_la_ligne_de_commande
        numero_de_ligne_de_commande id_de_ligne_de_commande identifiant_de_ligne line_item_id order_line_number
        order_line order_product_id item_number item_item_id lineitem_id 商品编号 子订单号 子订单编号
    """,
}
"""Words of headings as `heading_key` would join them, underscores standing for whatever separates words."""

HINTS: Final[Mapping[Field, str]] = {
    "order_id": """
        reference ref references votre_reference reference_client ref_client customer_reference reference_externe
        reference_1 reference1 ref1 client_reference your_reference reference_expediteur reference_destinataire
        reference_chargeur reference_interne reference_number reference_numbers reference_de_l_expedition
        reference_expedition external_reference referenz kundenreferenz referencia riferimento referentie
        参考号 客户单号 参考编号 numero number id n
    """,
    "parcel_number": """
        parcel parcels colis envoi shipment package packages code_barre code_barres barcode etiquette label expedition
        bordereau paket sendung envio spedizione zending code_colis id_colis reference_colis shipment_id parcel_id
        包裹 快件号
    """,
}
"""Words that may be the field's: only what stands below them says so."""

_OTHERS: Final = """
    telephone phone mobile tel portable gsm fax ean gtin isbn upc asin sku siret siren iban tva vat zip postcode
    postal postale price prix montant amount total quantity quantite qte qty poids weight date heure time client
    customer buyer acheteur facture invoice retour return returns compte account contrat contract
    电话 手机 邮编 价格 数量 日期 退货
"""
OTHER_THINGS: Final = frozenset(_OTHERS.split())
"""Words of headings under which no number is ever a tracking number, whatever its shape."""

_STATE_WORDS: Final = "status statut etat state zustand estado stato voided void annulee 状态 订单状态 发货状态"
_STATES: Final = frozenset(_STATE_WORDS.split())
_VOID: Final = re.compile(r"annul|cancel|void|rembours|refund|stornier|anulad|取消|作废|退款", re.IGNORECASE)
_YES: Final = frozenset({"true", "yes", "oui", "1", "vrai", "是"})

_NOT_A_LETTER: Final = re.compile(r"[\W_]+")


def heading_key(text: str) -> str:
    """A heading without case, accents, spaces and signs: `N° de commande` is `ndecommande`."""
    return "".join(heading_words(text))


def heading_words(text: str) -> list[str]:
    """The words of a heading without case and accents."""
    spaced = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", re.sub(r"[°º№]", " ", text.replace("№", "n ")))
    plain = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c))
    return [word for word in _NOT_A_LETTER.split(plain.casefold()) if word]


def field_named(cell: str) -> Field | None:
    """The field that a heading names for certain."""
    return _FIELDS.get(heading_key(cell))


def field_hinted(cell: str) -> Field | None:
    """The field that a heading may name, if what stands below it agrees."""
    return _HINTED.get(heading_key(cell))


def is_other_thing(cell: str) -> bool:
    """Whether a heading names something else, such as a phone number or a price."""
    return any(word in OTHER_THINGS for word in heading_words(cell))


def is_called_off(heading: str, cell: str) -> bool:
    """Whether a column of states says that a parcel or its label was called off: `Statut: Annulée`, `Voided: true`."""
    words = set(heading_words(heading))
    if not words & _STATES:
        return False
    return bool(_VOID.search(cell)) or (bool(_VOID.search(heading)) and cell.strip().casefold() in _YES)


def headed(row: SheetRow) -> dict[Field, int]:
    """The fields a row of headings names, the first column of each; nothing when it is no such row."""
    columns: dict[Field, int] = {}
    for position, cell in enumerate(row.cells):
        if field := field_named(cell):
            columns.setdefault(field, position)
    return columns


_FIELDS: Final[dict[str, Field]] = {
    heading_key(word): field for field, words in HEADINGS.items() for word in words.split()
}
_HINTED: Final[dict[str, Field]] = {
    heading_key(word): field for field, words in HINTS.items() for word in words.split() if word not in _FIELDS
}
