-- order_status_events -> the table macro orders_as_of(instant): each order then known, with the status the store then
-- believed it to have. What was later found out of the past
-- (shipped_window, status_event) was not believed then.
select order_id, to_status as status, seen_at, not_before_at, not_after_at, source
from order_status_events
where seen_at <= instant and source not in ('shipped_window', 'status_event')
qualify row_number() over (partition by order_id order by seen_at desc, not_after_at desc) = 1;
