-- One order as an explanation names it. Grain: an order.
select order_id, status, damaged_fields, updated_at
from orders
where order_id = $order_id
