"""Lands rejects again when the rules they broke have changed: what fits now leaves them."""

import hashlib
from datetime import datetime
from typing import Final

from etl.store.sql_files import sql_text
from etl.store.warehouse.landing import NOTHING_LANDED, Landed, land
from etl.store.warehouse.records import Records
from etl.store.warehouse.warehouse import Warehouse

RECORDS_AT_ONCE: Final = 1_000
CHARACTERS_AT_ONCE: Final = 4_000_000


def rules_hash(records: Records) -> str:
    """What decides whether a record fits, as one number: it changes when a rule does."""
    rules = (records.staging, records.core, "sync/core/rejects")
    return hashlib.sha256("".join(map(sql_text, rules)).encode()).hexdigest()


def has_new_rules(warehouse: Warehouse, records: Records) -> bool:
    """Have the rules changed since these rejects were last judged?"""
    applied = warehouse.value("select rules_hash from core.applied_rules where resource = ?", [records.resource])
    return applied != rules_hash(records)


def replay_rejects(warehouse: Warehouse, records: Records, *, run_id: int, now: datetime) -> Landed:
    """Judge every reject of a collection again in one transaction, and note the rules it was judged by.

    The answer counts as rejected what still does not fit; it stays with its first reason and date.
    """
    landed, resource = NOTHING_LANDED, records.resource
    with warehouse.transaction():
        warehouse.run_file(
            "sync/core/rejected_pages", resource=resource, at_once=RECORDS_AT_ONCE, at_most=CHARACTERS_AT_ONCE
        )
        for page in warehouse.frame("select page from rejected_pages order by page")["page"]:
            body = str(warehouse.value("select body from rejected_pages where page = ?", [page]))
            landed += land(warehouse, records, [body.encode()], run_id=run_id, fetched_at=now)
            # known by what they are, since not every record has a key
            warehouse.run(
                "delete from core.rejects where resource = ? and payload_hash in (select payload_hash from "
                "staged_records)",
                [resource],
            )
        warehouse.run("delete from core.applied_rules where resource = ?", [resource])
        warehouse.run("insert into core.applied_rules values (?, ?, ?)", [resource, rules_hash(records), now])
    return landed
