"""Billing and shipping addresses as they look on the wire (API sheet 3.2)."""

from typing import Any

from sandbox.buyers.buyers import Buyer, pickup_point


def billing_address(buyer: Buyer, country: str) -> dict[str, Any]:
    """The buyer's own address, without phone and e-mail."""
    return {
        "civility": buyer.civility,
        "firstName": buyer.first_name,
        "lastName": buyer.last_name,
        "companyName": buyer.company,
        "companyVatNumber": buyer.vat_number,
        "addressLine1": buyer.line_1,
        "addressLine2": buyer.line_2,
        "addressLine3": None,
        "postalCode": buyer.town.postal_code,
        "city": buyer.town.name,
        "stateOrRegion": None,
        "countryCode": country,
    }


def shipping_address(buyer: Buyer, country: str, pickup_bits: int | None) -> dict[str, Any]:
    """Where the parcel goes: the buyer's home, or a pick-up point of the buyer's town."""
    pickup = (None, None, buyer.line_1) if pickup_bits is None else pickup_point(pickup_bits)
    return {
        "civility": buyer.civility,
        "firstName": buyer.first_name,
        "lastName": buyer.last_name,
        "companyName": buyer.company,
        "pickupId": pickup[0],
        "pickupName": pickup[1],
        "addressLine1": pickup[2],
        "addressLine2": buyer.line_2 if pickup_bits is None else None,
        "addressLine3": None,
        "postalCode": buyer.town.postal_code,
        "city": buyer.town.name,
        "stateOrRegion": None,
        "countryCode": country,
        "phone": buyer.phone,
        "email": buyer.email,
    }
