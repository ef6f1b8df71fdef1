"""The words for every pre-flight check, by its code (etl/domain/preflight.py, shipment_preflight.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from etl.preflight.orders.checks import Check
from etl.words.catalogues import N_, _, ngettext
from etl.words.codes import ACTION_KINDS, ACTION_STATES, ORDER_STATUSES, word
from etl.words.formats import counted, deadline, listed, moment, money, number
from etl.words.markdown import escape

SENTENCES: Final = {
    "order_unknown": N_("There is no such order in our data."),
    "asked_otherwise": N_("Already asked for, with number {detail}: undo that first, as long as it waits."),
    "in_time": N_("Deadline {due_at}"),
    "late": N_("The deadline has passed: {due_at}"),
    "not_listed": N_("The marketplace no longer lists this order."),
    "under_way": N_("{kind}: already asked by {by} ({state})."),
    "not_ours": N_("The marketplace's warehouse ships this order: nothing to do here."),
    "not_ours_to_ship": N_("The marketplace's warehouse ships this order: nothing to do here."),
    "not_waiting": N_("The order no longer waits for an answer. It stands at: {status}."),
    "costs_acceptance_rate": N_("Refusing ends the sale for good and counts against your acceptance rate."),
    "stock_covers": N_("{sku}: {left} free, {needed} needed"),
    "stock_short": N_("{sku}: {needed} needed, {in_stock} in stock, {promised} promised to other orders"),
    "listing_unknown": N_("{sku}: no listing found, check the stock yourself"),
    "unusual_value": N_("{amount} is unusually high: 99 orders in 100 stay under {usual}."),
    "not_shippable": N_("The order cannot be shipped. It stands at: {status}."),
    "line_unknown": N_("The order has no line {detail}."),
    "part_of_order": N_("This sales channel takes one parcel with all lines of the order."),
    "address_fits": N_("Address complete, postcode plausible"),
    "several_addresses": N_("The lines of this order go to different addresses."),
    "town_missing": N_("The address has no town."),
    "street_missing": N_("The address has no street."),
    "postcode_missing": N_("The address has no postcode."),
    "postcode_shape": N_("The postcode is not written as postcodes of that country are."),
    "department_unknown": N_("The postcode belongs to no French department."),
    "postcode_of_another_country": N_("Postcode and country do not go together."),
    "relay_phone_missing": N_("Pick-up point without a phone number: the customer will not be told of the parcel."),
    "relay_unknown": N_("Delivery to a pick-up point, but the order names none."),
    "abroad": N_("The parcel goes abroad."),
    "overseas": N_("The parcel goes overseas: other rates, customs papers."),
    "po_box": N_("PO box or CEDEX: only La Poste delivers there."),
    "military": N_("Military address: only La Poste delivers there."),
    "number_missing": N_("Enter the tracking number that the carrier gave you."),
    "number_too_long": N_("The number has {detail} characters, the marketplace takes 50 at most."),
    "number_characters": N_("The marketplace refuses spaces, quotes, commas, &, * and $ in a tracking number."),
    "url_too_long": N_("The address has {detail} characters, the marketplace takes 255 at most."),
    "url_not_web": N_("The address must begin with http:// or https://; or leave it empty."),
    "carrier_unlisted": N_("The marketplace does not list the carrier {carrier}."),
    "number_on_other_order": N_("This number is already on order {order}."),
    "number_on_this_order": N_("This number is already on this order."),
    "number_checked": N_("The number fits the carrier, check digit included."),
    "number_shaped": N_("The number has the shape of this carrier's numbers."),
    "no_known_shape": N_("We know no number shape of this carrier: check it against the label."),
    "wrong_shape": N_("This does not look like a number of this carrier. Is it the right carrier?"),
    "wrong_check_digit": N_("The check digit does not fit: a digit may be mistyped."),
    "return_label": N_("This is the number of a return label, not of an outgoing parcel."),
    "postcode_needed": N_("Following this parcel also needs the postcode."),
    "taken_in_future": N_("The carrier cannot have taken the parcel in the future: {at}."),
    "taken_too_early": N_("The carrier cannot have taken the parcel before the order was there: {from}."),
}
CHECK_NAMES: Final = {
    "open_elsewhere": N_("open with a colleague"),
    "not_listed": N_("no longer listed"),
    "stock_short": N_("stock short"),
    "listing_unknown": N_("listing unknown"),
    "unusual_value": N_("unusual value"),
    "costs_acceptance_rate": N_("cost in acceptance rate"),
    "cancellation_requested": N_("cancellation requested"),
    "several_addresses": N_("several addresses"),
    "town_missing": N_("town missing"),
    "street_missing": N_("street missing"),
    "postcode_missing": N_("postcode missing"),
    "postcode_shape": N_("shape of the postcode"),
    "department_unknown": N_("department unknown"),
    "postcode_of_another_country": N_("postcode and country apart"),
    "relay_phone_missing": N_("no phone for the pick-up point"),
    "relay_unknown": N_("pick-up point not named"),
    "po_box": N_("PO box"),
    "military": N_("military address"),
    "wrong_shape": N_("shape of the number"),
    "wrong_check_digit": N_("check digit"),
    "return_label": N_("return label"),
    "number_on_other_order": N_("number of another order"),
    "number_on_this_order": N_("number already on the order"),
}
"""Warnings in two or three words, for the audit."""


def check_words(check: Check, now: datetime) -> str:
    """What a check says, in the reader's language, as Markdown; the code itself when there are no words for it."""
    detail = check.detail
    if check.code in _COUNTED:
        return _COUNTED[check.code](detail)
    if check.code not in SENTENCES:
        return escape(check.code)
    return _(SENTENCES[check.code]).format(**{name: _shown(name, detail, now) for name in detail}, **_status(detail))


def check_names(codes: Iterable[str]) -> str:
    """Warnings by name: `stock short, check digit`."""
    return ", ".join(escape(word(CHECK_NAMES, code)) for code in codes)


def _shown(name: str, detail: Mapping[str, Any], now: datetime) -> str:
    value = detail[name]
    match value:
        case datetime():
            return escape(deadline(value, now) if name == "due_at" else moment(value))
        case Decimal():
            return escape(money(float(value), str(detail.get("currency", "EUR"))))
        case int():
            return number(value)
    tables = {"kind": ACTION_KINDS, "state": ACTION_STATES, "status": ORDER_STATUSES}
    return escape(word(tables[name], str(value)) if name in tables else str(value or "–"), 60)


def _status(detail: Mapping[str, Any]) -> dict[str, str]:
    """An obstacle to shipping names the order's status as its detail."""
    return {} if "status" in detail else {"status": escape(word(ORDER_STATUSES, str(detail.get("detail") or "")))}


def _same_buyer(detail: Mapping[str, Any]) -> str:
    return counted(
        "The buyer has {n} other open order: {orders}.",
        "The buyer has {n} other open orders: {orders}.",
        detail["count"],
        orders=", ".join(escape(order_id) for order_id in detail["orders"])
        + (" …" if detail["count"] > len(detail["orders"]) else ""),
    )


def _cancellation(detail: Mapping[str, Any]) -> str:
    return counted(
        "The customer may have asked to cancel {n} line: the marketplace may refuse its shipment.",
        "The customer may have asked to cancel {n} lines: the marketplace may refuse their shipment.",
        detail["count"],
    )


def _shipped(detail: Mapping[str, Any]) -> str:
    if not detail["detail"]:
        return _("The order is shipped already.")
    return _("The order is shipped already, with number {number}.").format(number=escape(str(detail["detail"])))


def _open_elsewhere(detail: Mapping[str, Any]) -> str:
    names = [escape(name, 40) for name in detail["names"]]
    return ngettext("{names} has this order open.", "{names} have this order open.", len(names)).format(
        names=listed(names)
    )


_COUNTED: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "same_buyer": _same_buyer,
    "cancellation_requested": _cancellation,
    "shipped_otherwise": _shipped,
    "open_elsewhere": _open_elsewhere,
}
