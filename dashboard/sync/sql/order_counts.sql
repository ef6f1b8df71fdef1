-- Our count of orders against the marketplace's, by status.
select status, own_count, marketplace_count, counted_at
from order_counts
order by status
