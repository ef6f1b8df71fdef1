"""Lands rejects again when the rules they broke have changed: what fits now leaves them."""

import hashlib
from datetime import datetime
from typing import Final

from etl.store.sql_files import sql_text
from etl.store.warehouse.landing import NOTHING_LANDED, Landed, land_orders
from etl.store.warehouse.warehouse import Warehouse

RULES: Final = ("orders/staging/orders", "orders/core/orders", "orders/core/order_rejects")
RECORDS_AT_ONCE: Final = 1_000


def rules_hash() -> str:
    """What decides whether a record fits, as one number: it changes when a rule does."""
    return hashlib.sha256("".join(map(sql_text, RULES)).encode()).hexdigest()


def has_new_rules(warehouse: Warehouse) -> bool:
    """Have the rules changed since the rejects were last judged?"""
    applied = warehouse.value("select rules_hash from core.applied_rules where resource = 'orders'")
    return applied != rules_hash()


def replay_rejects(warehouse: Warehouse, *, run_id: int, now: datetime) -> Landed:
    """Judge every rejected order again in one transaction, and note the rules it was judged by.

    The answer counts as rejected what still does not fit; it stays with its first reason and date.
    """
    landed = NOTHING_LANDED
    with warehouse.transaction():
        warehouse.run_file("sync/core/rejected_pages", at_once=RECORDS_AT_ONCE)
        for (body,) in warehouse.frame("select body from rejected_pages order by page").rows():
            landed += land_orders(warehouse, [body.encode()], run_id=run_id, fetched_at=now)
            # known by what they are, since not every record has a key
            warehouse.run(
                "delete from core.rejects where resource = 'orders' and payload_hash in (select payload_hash from "
                "staged_orders)"
            )
        warehouse.run("delete from core.applied_rules where resource = 'orders'")
        warehouse.run("insert into core.applied_rules values ('orders', ?, ?)", [rules_hash(), now])
    return landed
