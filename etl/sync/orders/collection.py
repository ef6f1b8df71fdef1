"""Orders as a collection (octopia-api section 3)."""

from typing import Final

from etl.domain.orders.statuses import OPEN_STATUSES
from etl.store.orders.records import ORDERS as RECORDS
from etl.sync.engine.collections import Collection, Open

_OPEN: Final = tuple(sorted(OPEN_STATUSES))

ORDERS: Final = Collection(
    records=RECORDS,
    path="/orders",
    id_field="orderId",
    changed_field="updatedAt",
    created_field="createdAt",
    one_path="/orders/{key}",
    count_path="/orders/count",
    sweep="order_sweep",
    open=Open("open_orders", {"status": ",".join(_OPEN)}, "status", _OPEN),
)
