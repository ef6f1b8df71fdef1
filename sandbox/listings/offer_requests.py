"""The items of an offer package as a client sends them, checked (API sheet 11)."""

from typing import Any

from sandbox.contract.parameters import invalid


def _check_price(price: Any, place: str) -> None:
    if price is None:
        return
    value = price.get("price") if isinstance(price, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise invalid(f"{place}.price.price", "The field price must be a number above 0.")


def _checked(request: Any, place: str, kind: str) -> dict[str, Any]:
    if not isinstance(request, dict):
        raise invalid(place, "An offer request must be an object.")
    reference = request.get("sellerExternalReference")
    if not isinstance(reference, str) or not 0 < len(reference) <= 50:
        raise invalid(f"{place}.sellerExternalReference", "The reference must have 1 to 50 characters.")
    quantity = request.get("quantity")
    if quantity is not None and (isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 0):
        raise invalid(f"{place}.quantity", "The field quantity must be an integer from 0.")
    if kind == "Upsert" and (quantity is None or request.get("price") is None):
        raise invalid(place, "An Upsert needs price and quantity.")
    _check_price(request.get("price"), place)
    return request


def checked_requests(body: Any, kind: str, most: int) -> list[dict[str, Any]]:
    """The requests of one call; Problem 400 unless it is an array of 1 to `most` good ones."""
    if not isinstance(body, list) or not 1 <= len(body) <= most:
        raise invalid("$", f"An array of 1 to {most} offer requests is expected.")
    return [_checked(request, f"[{place}]", kind) for place, request in enumerate(body)]
