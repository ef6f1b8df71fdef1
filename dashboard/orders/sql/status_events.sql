-- The status changes of one order that were seen, in order.
select from_status, to_status, seen_at, not_before_at, not_after_at, source
from order_status_events
where order_id = $order_id
order by seen_at
