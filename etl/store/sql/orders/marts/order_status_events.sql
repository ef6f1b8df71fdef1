-- batch(order_id) -> the rows of marts.order_status_events.
select e.order_id, e.from_status, e.to_status, e.seen_at, e.not_before_at, e.not_after_at, e.source
from core.order_status_events as e
join batch using (order_id);
