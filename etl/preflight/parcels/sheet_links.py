"""The tracking addresses of a whole sheet: the row's own, else the carrier's template filled in.

A postcode is read when the parcels are written down, never before, and is kept nowhere else: a preview has a gap there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl
from sqlalchemy import Engine

from etl.domain.tracking.link_templates import asks_postcode, filled_template
from etl.domain.tracking.numbers import tracking_url_problems
from etl.preflight.basis import Basis
from etl.preflight.orders.queries import destinations_of
from etl.preflight.parcels.links import template_in_force
from etl.preflight.parcels.verdicts import Judged

GAP: Final = "…"


def shown_links(ops: Engine, judged: Iterable[Judged]) -> dict[int, str]:
    """The address of each row by its number, with a gap for a postcode."""
    rows = list(judged)
    templates = _templates(ops, rows)
    return {each.row.number: link for each in rows if (link := _shown(each, templates))}


def sent_links(basis: Basis, judged: Iterable[Judged]) -> dict[int, str]:
    """The address that goes with each row by its number; none where the postcode it asks for is not known."""
    rows = list(judged)
    templates = _templates(basis.ops, rows)
    asking = [each.row.order_id for each in rows if asks_postcode(templates.get(each.carrier_label or "") or "")]
    postcodes = _postcodes(basis, tuple(sorted(set(asking))))
    return {each.row.number: link for each in rows if (link := _sent(each, templates, postcodes))}


def _templates(ops: Engine, rows: Iterable[Judged]) -> dict[str, str | None]:
    labels = {each.carrier_label for each in rows if each.carrier_label}
    return {label: template_in_force(ops, label) for label in sorted(labels)}


def _shown(judged: Judged, templates: Mapping[str, str | None]) -> str | None:
    template = templates.get(judged.carrier_label or "")
    if judged.row.tracking_url or not template:
        return judged.row.tracking_url
    return filled_template(template.replace("{postcode}", GAP), judged.row.parcel_number)


def _sent(judged: Judged, templates: Mapping[str, str | None], postcodes: Mapping[str, str]) -> str | None:
    template, postcode = templates.get(judged.carrier_label or ""), postcodes.get(judged.row.order_id)
    if judged.row.tracking_url or not template:
        return judged.row.tracking_url
    if asks_postcode(template) and postcode is None:
        return None
    link = filled_template(template, judged.row.parcel_number, postcode)
    return None if tracking_url_problems(link) else link


def _postcodes(basis: Basis, order_ids: tuple[str, ...]) -> dict[str, str]:
    """The one postcode each order goes to; an order with none or several has none here."""
    if not order_ids:
        return {}
    places = destinations_of(basis, order_ids).filter(pl.col("postal_code").str.strip_chars() != "")
    single = places.group_by("order_id").agg(pl.col("postal_code").str.strip_chars().unique())
    return {order_id: codes[0] for order_id, codes in single.iter_rows() if len(codes) == 1}
