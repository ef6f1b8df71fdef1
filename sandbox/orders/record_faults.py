"""Faults that corrupt records: they hit seeded orders, always the same, so the truth can be known."""

from typing import Any, Final

import numpy as np

from sandbox.engine.faults import RECORD_FAULTS, Faults
from sandbox.nature.draws import draw, stream, uniforms

POISONS: Final = ("string", "missing_order_id", "money_as_text", "lines_null")


def corruptions(faults: Faults, row: int) -> tuple[str, ...]:
    """Names of the corruptions of an order, poison with its kind (`poison:lines_null`)."""
    found = []
    for fault in RECORD_FAULTS:
        luck = draw(stream(faults.seed, fault), row)
        if luck < (rate := faults.plan.rate(fault, "reads")):
            kind = POISONS[int(luck / rate * len(POISONS))] if fault == "poison" else ""
            found.append(f"{fault}:{kind}" if kind else fault)
    return tuple(found)


def corrupted_rows(faults: Faults, count: int) -> list[int]:
    """The rows, among the first `count`, that some corruption hits."""
    hit = np.zeros(count, dtype=bool)
    for fault in RECORD_FAULTS:
        hit |= uniforms(stream(faults.seed, fault), np.arange(count)) < faults.plan.rate(fault, "reads")
    return np.flatnonzero(hit).tolist()


def _poisoned(document: dict[str, Any], kind: str) -> Any:
    if kind == "string":
        return "Internal mapping error"
    if kind == "missing_order_id":
        return {name: value for name, value in document.items() if name != "orderId"}
    if kind == "lines_null":
        return {**document, "lines": None}
    price = {name: f"{amount:.2f} EUR" for name, amount in document["totalPrice"].items()}
    return {**document, "totalPrice": price}


def _odd_values(document: dict[str, Any]) -> dict[str, Any]:
    lines = [
        {**line, "status": "AwaitingCarrierSlot", "delivery": {**line["delivery"], "mode": "DroneHomeDelivery"}}
        for line in document["lines"]
    ]
    return {**document, "status": "AwaitingCarrierSlot", "payment": {"method": "Wallet"}, "lines": lines}


def corrupt(document: dict[str, Any], names: tuple[str, ...]) -> Any:
    """The record as it leaves, with its corruptions applied."""
    for name in names:
        fault, _, kind = name.partition(":")
        if fault == "unknown_enum":
            document = _odd_values(document)
        elif fault == "extra_field":
            lines = [{**line, "carbonFootprint": {"grams": 412}} for line in document["lines"]]
            document = {**document, "loyaltyTier": "gold", "lines": lines}
        elif fault == "null_address":
            lines = [{**line, "shippingAddress": None} for line in document["lines"]]
            document = {**document, "billingAddress": None, "lines": lines}
        else:
            # Poison is the last of the faults: what it leaves is no order any more, nothing else could change it.
            return _poisoned(document, kind)
    return document
