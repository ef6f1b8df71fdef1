"""The tables of an order, and what is owed on it."""

from typing import Final

from etl.domain.orders.obligations import SUBJECT_TYPE, owed_on_orders
from etl.store.marts.plan import Build, Family, Owes

ORDERS: Final = Family(
    "orders",
    "order_id",
    ("orders", "order_lines", "order_status_events"),
    changed_in="core.orders",
    also_changed=("also_changed",),
    owes=Owes(SUBJECT_TYPE, lambda inputs, _now: owed_on_orders(inputs)),
    counted={
        "orders": (
            *("supply_mode", "is_missing", "status", "created_at", "accepted_at", "refused_at", "payable_at"),
            *("shipped_at", "cancelled_at", "sales_channel_id", "carrier_name", "department_code"),
            *("accepted_from_at", "shipped_from_at", "shipped_until_at"),
            *("seller_product_ids", "is_tracked"),
        ),
        "order_lines": ("order_line_id", "status", "quantity", "seller_product_id", "department_code"),
    },
)

ADDRESSES: Final = Family("orders", "order_id", ("addresses",), changed_in="core.orders")
"""What the app alone may see of an order."""


def write_open_orders(build: Build) -> None:
    """Write anew what is still owed, as queues show it, and what of the stock is promised."""
    build.warehouse.run_file("orders/marts/open_orders")
