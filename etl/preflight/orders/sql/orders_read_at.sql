-- When the orders were last read. Grain: one row; null when they never were.
select max(last_success_at) as read_at
from freshness
where resource = 'orders'
