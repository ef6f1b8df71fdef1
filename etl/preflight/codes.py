"""Every code that a check can give, with what it can weigh: `docs/codes.md` is made of it, a test keeps it whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from etl.domain.checks import Severity

_BLOCKS: Final = (Severity.BLOCKS,)
_ASKS: Final = (Severity.ASKS,)
_NOTES: Final = (Severity.NOTES,)
_FINE: Final = (Severity.FINE,)
_NOTES_OR_ASKS: Final = (Severity.NOTES, Severity.ASKS)

ORDERS: Final[Mapping[str, tuple[Severity, ...]]] = {
    "order_unknown": _BLOCKS,
    "not_ours": _BLOCKS,
    "not_waiting": _BLOCKS,
    "under_way": _BLOCKS,
    "costs_acceptance_rate": _ASKS,
    "not_listed": _ASKS,
    "open_elsewhere": _ASKS,
    "stock_short": _NOTES_OR_ASKS,
    "listing_unknown": _NOTES_OR_ASKS,
    "unusual_value": _NOTES_OR_ASKS,
    "same_buyer": _NOTES,
    "late": _NOTES,
    "in_time": _FINE,
    "stock_covers": _FINE,
    "ship_by_unreadable": _ASKS,
    "field_damaged": _NOTES,
    "status_unknown": _NOTES,
    "not_known_yet": _NOTES,
}
"""An order that is to be accepted, refused or shipped."""

PARCELS: Final[Mapping[str, tuple[Severity, ...]]] = {
    "not_ours_to_ship": _BLOCKS,
    "not_shippable": _BLOCKS,
    "shipped_otherwise": _BLOCKS,
    "asked_otherwise": _BLOCKS,
    "line_unknown": _BLOCKS,
    "part_of_order": _BLOCKS,
    "number_missing": _BLOCKS,
    "number_too_long": _BLOCKS,
    "number_characters": _BLOCKS,
    "number_is_none": _BLOCKS,
    "number_is_date": _BLOCKS,
    "number_is_address": _BLOCKS,
    "number_is_order": _BLOCKS,
    "number_several": _BLOCKS,
    "number_foreign": _BLOCKS,
    "number_blanks": _BLOCKS,
    "url_too_long": _BLOCKS,
    "url_not_web": _BLOCKS,
    "carrier_unlisted": _BLOCKS,
    "taken_in_future": _BLOCKS,
    "taken_too_early": _BLOCKS,
    "cancellation_requested": _ASKS,
    "several_addresses": _ASKS,
    "town_missing": _ASKS,
    "street_missing": _ASKS,
    "postcode_missing": _ASKS,
    "postcode_shape": _ASKS,
    "department_unknown": _ASKS,
    "postcode_of_another_country": _ASKS,
    "relay_phone_missing": _ASKS,
    "relay_unknown": _ASKS,
    "number_on_other_order": _ASKS,
    "number_on_this_order": _ASKS,
    "wrong_shape": _ASKS,
    "zeros_lost": _ASKS,
    "wrong_check_digit": _ASKS,
    "number_rounded": _ASKS,
    "number_like_date": _ASKS,
    "number_like_phone": _ASKS,
    "return_label": _ASKS,
    "po_box": _NOTES_OR_ASKS,
    "military": _NOTES_OR_ASKS,
    "abroad": _NOTES,
    "overseas": _NOTES,
    "no_known_shape": _NOTES,
    "postcode_needed": _NOTES,
    "address_fits": _FINE,
    "number_checked": _FINE,
    "number_shaped": _FINE,
}
"""A parcel that is to be declared: by a form, a row of a sheet, a command."""

SHEETS: Final[Mapping[str, tuple[Severity, ...]]] = {
    "order_missing": _BLOCKS,
    "order_formula": _BLOCKS,
    "order_digits_lost": _BLOCKS,
    "order_characters": _BLOCKS,
    "order_too_long": _BLOCKS,
    "number_formula": _BLOCKS,
    "number_digits_lost": _BLOCKS,
    "row_too_long": _BLOCKS,
    "conflicting_action": _BLOCKS,
    "not_written_down": _BLOCKS,
    "several_numbers": _ASKS,
    "several_carriers": _ASKS,
    "carrier_unknown": _ASKS,
    "carrier_missing": _ASKS,
    "url_left_out": _ASKS,
    "row_shifted": _ASKS,
    "row_called_off": _ASKS,
    "number_twice_in_sheet": _ASKS,
    "item_left_out": _NOTES,
    "same_number": _NOTES,
    "duplicate_of": _NOTES,
    "other_chosen": _NOTES,
}
"""What only a row of a sheet can have."""

FOLLOWED: Final[Mapping[str, tuple[Severity, ...]]] = {"answer_unreadable": _NOTES}
"""A parcel on its way, by what its carriers answered."""

LISTINGS: Final[Mapping[str, tuple[Severity, ...]]] = {"price_jump": _ASKS}
"""A listing whose quantity or price is to change."""

RETURNS: Final[Mapping[str, tuple[Severity, ...]]] = {
    "date_damaged": _ASKS,
    "amount_damaged": _NOTES,
    "currency_damaged": _NOTES,
    "zone_assumed": _NOTES,
    "withdrawal_out_of_time": _NOTES,
    "refund_day_off": _NOTES,
    "legal_rate_missing": _NOTES,
}
"""A return under the law."""

SECTIONS: Final[Mapping[str, Mapping[str, tuple[Severity, ...]]]] = {
    "An order": ORDERS,
    "A parcel": PARCELS,
    "A parcel on its way": FOLLOWED,
    "A row of a sheet": SHEETS,
    "A listing": LISTINGS,
    "A return": RETURNS,
}
"""All of them, as `docs/codes.md` has them."""

CODES: Final[Mapping[str, tuple[Severity, ...]]] = {
    code: severities for section in SECTIONS.values() for code, severities in section.items()
}
