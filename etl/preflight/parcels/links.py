"""The tracking address that goes with a parcel: from the carrier's template, the postcode in it only where it asks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from etl.domain.tracking.link_templates import asks_postcode, default_template, filled_template
from etl.domain.tracking.numbers import parcel_number_problems, tracking_url_problems
from etl.preflight.basis import Basis
from etl.preflight.orders.queries import destinations_of
from etl.store.parcels.link_templates import template_set


@dataclass(frozen=True)
class ProposedLink:
    """An address to send with a parcel; `has_postcode`: the recipient's postcode is in it."""

    url: str
    has_postcode: bool


def template_in_force(ops: Engine, carrier_label: str) -> str | None:
    """The template set for a carrier, else its default, None where there is neither."""
    entry = template_set(ops, carrier_label)
    return entry.template if entry and entry.template else default_template(carrier_label)


def proposed_link(basis: Basis, order_id: str, carrier_label: str, number: str) -> ProposedLink | None:
    """The address of a parcel, None where there is no template, or it asks for a postcode that is not known."""
    template = template_in_force(basis.ops, carrier_label)
    if template is None or parcel_number_problems(number):
        return None
    postcode = _postcode(basis, order_id) if asks_postcode(template) else None
    if asks_postcode(template) and postcode is None:
        return None
    url = filled_template(template, number, postcode)
    return None if tracking_url_problems(url) else ProposedLink(url, asks_postcode(template))


def _postcode(basis: Basis, order_id: str) -> str | None:
    """The one postcode an order goes to; personal data, read for this address only."""
    found = destinations_of(basis, (order_id,))["postal_code"].drop_nulls().unique().to_list()
    return found[0].strip() if len(found) == 1 and found[0].strip() else None
