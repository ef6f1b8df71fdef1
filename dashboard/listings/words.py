"""What the stock needs, and what a change of a listing sets, in words."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import reduce
from typing import Any

from dashboard.outbox.standing import overlaid
from etl.actions.outbox.records import ActionRow
from etl.words.catalogues import _
from etl.words.formats import counted, labelled, money, number


def stock_sentence(oversold: int, running_out: int, horizon_days: int) -> str:
    """What the stock needs: `3 listings are oversold, 12 listings run out within 14 days.`"""
    clauses = []
    if oversold:
        clauses.append(counted("{n} listing is oversold", "{n} listings are oversold", oversold))
    if running_out:
        within = number(horizon_days)
        clauses.append(
            counted(
                "{n} listing runs out within {days} days",
                "{n} listings run out within {days} days",
                running_out,
                days=within,
            )
        )
    if not clauses:
        return _("Nothing to restock: every listing lasts for {days} days.").format(days=number(horizon_days))
    joined = reduce(lambda first, second: _("{first}, {second}").format(first=first, second=second), clauses)
    return _("{sentence}.").format(sentence=joined)


def change_words(payload: dict[str, Any], currency_code: str | None) -> str:
    """What a change sets: `20 units, €19.90`."""
    units = number(payload["quantity"]) if "quantity" in payload else ""
    amount = money(float(Decimal(payload["price"])), currency_code or "EUR") if "price" in payload else ""
    if units and amount:
        return _("quantity {quantity}, price {price}").format(quantity=units, price=amount)
    return _("quantity {quantity}").format(quantity=units) if units else _("price {price}").format(price=amount)


def standing_words(row: ActionRow, currency_code: str | None, now: datetime) -> str:
    """What is asked for and where it stands: `quantity 20: the marketplace is working on it`."""
    return labelled(change_words(row.payload, currency_code), overlaid(row, now))
