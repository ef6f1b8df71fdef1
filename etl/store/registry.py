"""Everything the store makes marts of: each subject's families, what is counted of it and what is written anew."""

from typing import Final

from etl.store.levels.counting import build_levels, counted_days, united_cases
from etl.store.listings.sales import LISTING_SALES, add_stock_events
from etl.store.marts.calendar import write_calendar_and_dictionary
from etl.store.marts.plan import Family, Macro, Plan, written_anew
from etl.store.orders.durations import build_durations
from etl.store.orders.family import ADDRESSES, ORDERS, write_open_orders
from etl.store.parcels.scores import CARRIER_SCORES
from etl.store.sql_files import sql_query

PARCELS: Final = Family("parcels", "order_id", ("shipments",), follows=("orders",))
"""What an order says of its parcels."""

WITH_CASES: Final = ("orders",)
"""The subjects of which service levels count cases."""

MARTS: Final = Plan(
    families=(ORDERS, PARCELS),
    private=(ADDRESSES,),
    counted=(counted_days(WITH_CASES), LISTING_SALES, CARRIER_SCORES),
    steps=(
        write_open_orders,
        add_stock_events,
        *(written_anew(subject) for subject in ("listings", "documents", "orders", "sync", "actions")),
        write_calendar_and_dictionary,
        build_levels,
        build_durations,
    ),
    views={
        "service_level_cases": united_cases(WITH_CASES),
        "failures_rolling_off": sql_query("levels/marts/failures_rolling_off"),
    },
    macros={"orders_as_of": Macro("instant", sql_query("orders/marts/orders_as_of"))},
)
