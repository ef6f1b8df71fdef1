"""Every point of the contract that no source settles (grade [C] of the API fact sheet), in one place.

A check against the real contract replaces a value here and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args, get_origin, get_type_hints

from sandbox.contract.errors import UnknownChoice


@dataclass(frozen=True)
class Choices:
    """One field per unsettled point; the defaults are the fact sheet's best reading."""

    default_page_size: int = 10
    """`pageSize` of the orders list when the client names none (sheet 16.2)."""
    max_page_size: int = 100
    """Largest `pageSize` of the orders list."""
    oversized_page: Literal["reject", "clamp"] = "reject"
    """What a larger `pageSize` meets: 400, or a page cut to the maximum (16.2)."""
    max_offer_limit: int = 1000
    """Largest `limit` of `/offers`."""
    default_sort: str = "asc:createdAt"
    """Order of the list when the client names none."""
    inclusive_max: bool = True
    """Whether `updatedAtMax` and the like include their own instant."""
    orders_link_header: bool = True
    """Whether the orders list sends a `Link` header."""
    timestamps: Literal["seconds", "fractions", "offset"] = "seconds"
    """Form of instants: `...02Z`, `...02.413000Z`, or `...02+00:00` (sheet 18)."""
    count_body: Literal["integer", "object"] = "integer"
    """Body of `/orders/count`: bare integer (measured) or `{"count": n}`."""
    approval_success: int = 201
    """Status of an accepted approval; the body is empty (16.3)."""
    approval_wrong_state: int = 409
    """Status when the order is not WaitingAcceptance (16.12)."""
    shipment_success: int = 201
    """Status of an accepted shipment; the body is empty."""
    shipment_wrong_state: int = 409
    """Status when order or lines cannot be shipped (16.12)."""
    shipment_not_seller: int = 409
    """Status of a seller's call on a Fulfillment or Xdock order."""
    listed_carriers_only: bool = False
    """Whether a `carrierName` outside `/carriers` is refused (16.13)."""
    strict_parcel_numbers: bool = True
    """Whether a parcel number with quotes, comma, space, &, * or $ is refused (5, a legacy rule)."""
    one_parcel_channels: str = "CDISFR"
    """Channels, comma separated, that take exactly one parcel for the complete order."""
    auto_accept: bool = False
    """`auto_accept_order` of the seller: with it WaitingAcceptance never happens."""
    acceptance_working_days: int = 2
    """Working days after creation when an unanswered order is cancelled by the marketplace (3.5)."""
    unanswered_status: Literal["Cancelled", "Refused"] = "Cancelled"
    """Status of an order nobody answered in time (3.5)."""
    preparation_delay_seconds: int = 900
    """Mean delay from Accepted to InPreparation (16.10)."""
    ship_by_before_acceptance: bool = True
    """Whether `shippedAtMax` is given before the order is accepted (16.10)."""
    status_events: Literal["absent", "order", "line"] = "absent"
    """Where `statusEvents`, of a shape nobody has seen, is emitted as `[{status, occurredAt}]` (16.9)."""
    unique_line_ids: bool = False
    """Whether `orderLineId` is unique outside its order (16.11)."""
    unauthorised_by: Literal["gateway", "application"] = "gateway"
    """Who answers 401: the gateway's shape or problem+json."""
    enforce_media_types: bool = True
    """Whether 406 and 415 are answered."""
    login_refusal: Literal["keycloak", "problem"] = "keycloak"
    """Body of a refused token request."""
    token_seconds: int = 7200
    """`expires_in` of a token, real seconds."""
    tokens_per_hour: int = 500
    """Token requests allowed in an hour; beyond, 429."""
    overseas_country: Literal["FR", "own"] = "FR"
    """`countryCode` of French overseas departments: FR or their own ISO code."""
    package_seconds: int = 120
    """Virtual time in each of the two integration states of an offer package."""
    max_offer_requests: int = 100
    """Offer requests allowed in one call."""


def _parsed(text: str, kind: Any) -> Any:
    if get_origin(kind) is Literal:
        if text not in get_args(kind):
            raise ValueError(f"one of {', '.join(get_args(kind))}")
        return text
    if kind is bool:
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[text.lower()]
    return kind(text)


def parse_choices(assignments: Iterable[str], base: Choices | None = None) -> Choices:
    """Choices with `name=value` assignments applied.

    Raises UnknownChoice for a name that does not exist or a value that does not fit.
    """
    kinds = get_type_hints(Choices)
    changes: dict[str, Any] = {}
    for assignment in assignments:
        name, _, text = assignment.partition("=")
        if name not in kinds:
            known = ", ".join(item.name for item in fields(Choices))
            raise UnknownChoice(f"There is no choice {name!r}. Known choices: {known}.")
        try:
            changes[name] = _parsed(text, kinds[name])
        except (ValueError, KeyError) as error:
            raise UnknownChoice(f"The choice {name} cannot be {text!r}: {error}.") from error
    return replace(base or Choices(), **changes)
