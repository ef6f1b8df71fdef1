"""Orders in the warehouse."""

from typing import Final

from etl.store.warehouse.records import Records

ORDERS: Final = Records(
    resource="orders",
    table="orders",
    key="order_id",
    staging="orders/staging/orders",
    core="orders/core/orders",
    drift="orders/core/order_drift",
    former=("status",),
    finds_doubled=True,
)
