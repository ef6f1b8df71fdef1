-- Our count of orders against the marketplace's, by Paris day of their creation; the newest first.
select day, status, own_count, marketplace_count, counted_at
from order_day_counts
order by day desc, status
