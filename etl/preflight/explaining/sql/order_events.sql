-- The changes of an order's status as they were seen. Grain: a change.
select
    order_id, from_status, to_status, seen_at, not_before_at, not_after_at, source
from order_status_events
where order_id = $order_id
order by seen_at, not_after_at
