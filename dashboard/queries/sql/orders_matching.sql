-- How many orders the filters of orders.sql leave.
select count(*) as matching
from orders
where
    ($status is null or status = $status)
    and ($channel is null or sales_channel_id = $channel)
    and (
        $search is null
        or (order_id >= $search and order_id < $search_end)
        or reference = $search
        or order_id in (select order_id from order_lines where seller_product_id = $search)
    )
