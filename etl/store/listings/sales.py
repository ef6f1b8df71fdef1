"""Counts units ordered by listing and day, by difference: what the restock list's rate comes from."""

from datetime import timedelta
from typing import Final

from etl.store.marts.moving import instead_of_marts
from etl.store.marts.plan import Build, Counted
from etl.store.sql_files import sql_query

SALES_DAYS: Final = 90
"""How many days are kept."""

_EVERYTHING: Final = "orders as (from marts.orders), order_lines as (from marts.order_lines)"


def _take_away(build: Build) -> None:
    """Note what the moving orders contribute before the build."""
    build.warehouse.run(
        "create or replace temp table moved_sales (seller_product_id varchar, day date, unit_count bigint)"
    )
    _count_moving(build, sign=-1)


def _add(build: Build) -> None:
    """Add what the same orders contribute after the build, and bring the days up to it."""
    _count_moving(build, sign=1)
    build.warehouse.run_file("listings/marts/moved_sales")


def count_all_sales(build: Build) -> None:
    """Count every order of the days that are kept."""
    build.warehouse.run("delete from marts.listing_sales_days")
    build.warehouse.run(f"insert into marts.listing_sales_days by name {_sales(build, _EVERYTHING)}")


def _count_moving(build: Build, *, sign: int) -> None:
    rows = _sales(build, instead_of_marts(build))
    build.warehouse.run(
        f"insert into moved_sales by name select * replace (? * unit_count as unit_count) from ({rows})", [sign]
    )


def _sales(build: Build, named: str) -> str:
    """The query, its tables named by `named`."""
    build.warehouse.set_variable("first_day", build.today - timedelta(days=SALES_DAYS))
    return f"with {named} from ({sql_query('listings/marts/listing_sales_days')}\n)"


LISTING_SALES: Final = Counted(count_all_sales, _take_away, _add)


def add_stock_events(build: Build) -> None:
    """Add how much stock there was since when, as far as runs that have ended tell it."""
    bounds = {"after_run": build.applied_run_id, "last_run": build.last_run_id}
    rows = build.warehouse.frame_of("listings/marts/listing_stock_events", **bounds)
    with build.warehouse.lending("stock_events", rows):
        build.warehouse.run(
            "insert into marts.listing_stock_events by name from stock_events order by seller_product_id, since_at"
        )
