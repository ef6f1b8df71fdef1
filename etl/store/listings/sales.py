"""Counts units ordered by listing and day, by difference: what the restock list's rate comes from.

Runs between the steps of `service_levels`, which say which orders are recounted and keep their rows before and after.
"""

from datetime import date, timedelta
from typing import Final

from etl.store.sql_files import sql_text
from etl.store.warehouse.warehouse import Warehouse

SALES_DAYS: Final = 90
"""How many days are kept."""

_EVERYTHING: Final = "orders as (from marts.orders), order_lines as (from marts.order_lines)"
_RECOUNTED: Final = "orders as (from recounted_orders), order_lines as (from recounted_order_lines)"


def take_sales_away(warehouse: Warehouse, today: date) -> None:
    """Note what the recounted orders contribute before the build; `today` is a Paris day."""
    warehouse.run("create or replace temp table moved_sales (seller_product_id varchar, day date, unit_count bigint)")
    _count(warehouse, today, sign=-1)


def add_sales(warehouse: Warehouse, today: date) -> None:
    """Add what the same orders contribute after the build, and bring the days up to it."""
    _count(warehouse, today, sign=1)
    warehouse.run_file("listings/marts/moved_sales")


def count_all_sales(warehouse: Warehouse, today: date) -> None:
    """Count every order of the days that are kept."""
    warehouse.run("delete from marts.listing_sales_days")
    warehouse.run(f"insert into marts.listing_sales_days by name {_sales(warehouse, _EVERYTHING, today)}")


def _count(warehouse: Warehouse, today: date, *, sign: int) -> None:
    rows = _sales(warehouse, _RECOUNTED, today)
    warehouse.run(
        f"insert into moved_sales by name select * replace (? * unit_count as unit_count) from ({rows})", [sign]
    )


def _sales(warehouse: Warehouse, named: str, today: date) -> str:
    """The query, its tables named by `named`."""
    first_day = (today - timedelta(days=SALES_DAYS)).isoformat()
    warehouse.run(f"set variable first_day = date '{first_day}'")
    return f"with {named} from ({sql_text('listings/marts/listing_sales_days').rstrip().rstrip(';')}\n)"
