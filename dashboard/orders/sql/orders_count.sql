-- How many orders there are behind orders.sql.
select count(*) as matching
from orders
where ($status is null or status = $status) and ($channel is null or sales_channel_id = $channel)
