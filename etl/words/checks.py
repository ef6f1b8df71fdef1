"""The words of every finding, by its code: on pages, in sheets and on the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from etl.domain.checks import Check
from etl.words.catalogues import N_, _, ngettext
from etl.words.codes import ACTION_KINDS, ACTION_STATES, ORDER_STATUSES, word
from etl.words.formats import counted, deadline, listed, moment, money, number
from etl.words.markdown import escape, shortened

Detail = Mapping[str, Any]
Write = Callable[[str], str]
"""Makes what others wrote safe where it is shown: as Markdown, or as one plain line."""

SENTENCES: Final = {
    "order_missing": N_("No order number: fill it in."),
    "order_formula": N_("The order number is a formula: paste its value instead."),
    "order_digits_lost": N_("The spreadsheet has lost digits of the order number: format the column as text first."),
    "order_characters": N_("This is no order number: it has characters that no order number has."),
    "order_too_long": N_("This is no order number: it is too long."),
    "order_unknown": N_("No order of yours has this number: check it. A new order appears after the next sync."),
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
    "line_unknown": N_("The order has no line {detail}: check the lines, or leave them out."),
    "part_of_order": N_("This channel takes one parcel for the whole order: leave the lines out."),
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
    "number_missing": N_("No tracking number: fill it in."),
    "number_formula": N_("The tracking number is a formula: paste its value instead."),
    "number_digits_lost": N_(
        "The spreadsheet has lost digits of the tracking number: format the column as text, enter it again."
    ),
    "number_too_long": N_("The tracking number is too long: the marketplace takes 50 characters."),
    "number_characters": N_("The marketplace refuses spaces, quotes, commas, &, * and $ in a tracking number."),
    "number_is_none": N_("“{detail}” is no tracking number: fill in the number on the label."),
    "number_is_date": N_("“{detail}” is a date, not a tracking number."),
    "number_is_address": N_("This is a web address, not a tracking number: put it into the tracking link."),
    "number_is_order": N_("“{detail}” is an order number, not a tracking number."),
    "number_several": N_("Several numbers stand in one cell: “{detail}”. A parcel has one: give each its own row."),
    "number_foreign": N_("“{detail}” stands in no tracking number, though it may look alike: type the number again."),
    "number_blanks": N_("Nothing proves that “{detail}” is one number of this carrier: write it without blanks."),
    "number_rounded": N_("The number ends in zeros as if a spreadsheet had rounded it: compare it with the label."),
    "number_like_date": N_("The number reads like a date: compare it with the label."),
    "number_like_phone": N_("The number reads like a mobile phone's: compare it with the label."),
    "row_shifted": N_("The row has more cells than the sheet has headings: its cells may have slipped."),
    "row_called_off": N_("The sheet says that this parcel or its label was called off."),
    "row_too_long": N_("The row is too long to be a parcel: check the separators."),
    "url_left_out": N_("The tracking link is no web address: it is left out."),
    "url_too_long": N_("The address has {detail} characters, the marketplace takes 255 at most."),
    "url_not_web": N_("The address must begin with http:// or https://; or leave it empty."),
    "carrier_unlisted": N_("The marketplace does not list the carrier {carrier}."),
    "carrier_unknown": N_("The marketplace knows no carrier “{carrier}”: choose the right one."),
    "carrier_missing": N_("No carrier: choose one."),
    "conflicting_action": N_("Something else is already under way for this order."),
    "not_written_down": N_("Not written down"),
    "same_number": N_("This number is declared for the order already."),
    "duplicate_of": N_("The same as row {row}."),
    "several_numbers": N_("The file has other numbers for this order: {numbers}."),
    "several_carriers": N_("The file names other carriers for this number: {carriers}."),
    "item_left_out": N_("{detail}: an item number of another tool, left out. The parcel holds the whole order."),
    "other_chosen": N_("You chose row {row} for this order."),
    "number_twice_in_sheet": N_("The file has this number for order {order} too."),
    "zeros_lost": N_("Zeros in front seem lost: {number}?"),
    "number_on_other_order": N_("This number is already on order {order}."),
    "number_on_this_order": N_("This number is already on this order."),
    "number_checked": N_("The number fits the carrier, check digit included."),
    "number_shaped": N_("The number has the shape of this carrier's numbers."),
    "no_known_shape": N_("We know no number shape of this carrier: check it against the label."),
    "wrong_shape": N_("This does not look like a number of this carrier. Is it the right carrier?"),
    "wrong_check_digit": N_("The check digit does not fit: a digit may be mistyped."),
    "return_label": N_("This is the number of a return label, not of an outgoing parcel."),
    "field_damaged": N_("The field {field} cannot be read: what does not depend on it stands."),
    "ship_by_unreadable": N_("The ship-by in {field} cannot be read: look it up at the marketplace."),
    "status_unknown": N_("The marketplace gave a status that is not known here: {status}."),
    "not_known_yet": N_("Nothing is known here of so early a time, only since {known_since}."),
    "date_damaged": N_("{field} cannot be read as a date: it is taken as not known."),
    "answer_unreadable": N_("{field} is not from La Poste or 17TRACK: it was not read."),
    "amount_damaged": N_("{field} cannot be read as an amount: what depends on it is not known."),
    "currency_damaged": N_("{field} names no currency: compare it with the order."),
    "zone_assumed": N_("{field} says nothing of its hour or its zone: it is read as {at}."),
    "withdrawal_out_of_time": N_(
        "The right to withdraw had ended ({until}): nothing is owed, what you grant is goodwill (L221-18)."
    ),
    "refund_day_off": N_("The time to refund ends with a day off ({until}): by the careful reading it is not moved."),
    "legal_rate_missing": N_(
        "The legal interest rate of {half_years} has not been entered: what is owed in interest is not known."
    ),
    "postcode_needed": N_("Following this parcel also needs the postcode."),
    "price_jump": N_("The price changes by more than half. Is a digit missing, or one too many?"),
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
    "ship_by_unreadable": N_("ship-by unreadable"),
    "date_damaged": N_("date unreadable"),
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
    "number_rounded": N_("number rounded"),
    "number_like_date": N_("number like a date"),
    "number_like_phone": N_("number like a phone's"),
    "row_shifted": N_("cells beyond the headings"),
    "row_called_off": N_("called off in the sheet"),
    "number_on_other_order": N_("number of another order"),
    "number_on_this_order": N_("number already on the order"),
    "number_twice_in_sheet": N_("number twice in the sheet"),
    "zeros_lost": N_("zeros lost"),
    "url_left_out": N_("link left out"),
    "price_jump": N_("price by more than half"),
}
"""What asks for a reason, in two or three words, for the audit."""


def check_words(check: Check, now: datetime) -> str:
    """What a check says, in the reader's language, as Markdown; the code itself when there are no words for it."""
    return _words(check, now, escape)


def plain_words(check: Check, now: datetime | None = None) -> str:
    """The same as plain text, for a cell of a table or a terminal; without `now` a deadline is its instant alone."""
    return _words(check, now, shortened)


def _words(check: Check, now: datetime | None, write: Write) -> str:
    if check.code in COUNTED:
        return COUNTED[check.code](check.detail, write)
    if check.code not in SENTENCES:
        return write(check.code)
    detail = {name: _shown(name, check.detail, now, write) for name in check.detail}
    return _(SENTENCES[check.code]).format(**detail, **_status(check.detail, write))


def check_names(codes: Iterable[str]) -> str:
    """Warnings by name: `stock short, check digit`."""
    return ", ".join(escape(word(CHECK_NAMES, code)) for code in codes)


def _shown(name: str, detail: Detail, now: datetime | None, write: Write) -> str:
    value = detail[name]
    match value:
        case datetime():
            return write(deadline(value, now) if name == "due_at" and now is not None else moment(value))
        case Decimal():
            return write(money(float(value), str(detail.get("currency", "EUR"))))
        case int():
            return number(value)
    tables = {"kind": ACTION_KINDS, "state": ACTION_STATES, "status": ORDER_STATUSES}
    return write(word(tables[name], str(value)) if name in tables else str(value or "–"))


def _status(detail: Detail, write: Write) -> dict[str, str]:
    """An obstacle to shipping names the order's status as its detail."""
    return {} if "status" in detail else {"status": write(word(ORDER_STATUSES, str(detail.get("detail") or "")))}


def _same_buyer(detail: Detail, write: Write) -> str:
    return counted(
        "The buyer has {n} other open order: {orders}.",
        "The buyer has {n} other open orders: {orders}.",
        detail["count"],
        orders=", ".join(write(order_id) for order_id in detail["orders"])
        + (" …" if detail["count"] > len(detail["orders"]) else ""),
    )


def _cancellation(detail: Detail, _write: Write) -> str:
    return counted(
        "The customer may have asked to cancel {n} line: the marketplace may refuse its shipment.",
        "The customer may have asked to cancel {n} lines: the marketplace may refuse their shipment.",
        detail["count"],
    )


def _shipped(detail: Detail, write: Write) -> str:
    if not detail["detail"]:
        return _("The order is shipped already.")
    return _("The order is shipped already, with number {number}.").format(number=write(str(detail["detail"])))


def _open_elsewhere(detail: Detail, write: Write) -> str:
    names = [write(name) for name in detail["names"]]
    return ngettext("{names} has this order open.", "{names} have this order open.", len(names)).format(
        names=listed(names)
    )


COUNTED: Final[dict[str, Callable[[Detail, Write], str]]] = {
    "same_buyer": _same_buyer,
    "cancellation_requested": _cancellation,
    "shipped_otherwise": _shipped,
    "open_elsewhere": _open_elsewhere,
}
"""Codes whose words depend on how many, or on what is known."""
