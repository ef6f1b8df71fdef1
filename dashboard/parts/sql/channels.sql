-- The sales channels that have orders.
select sales_channel_id, any_value(sales_channel_name) as sales_channel_name
from orders
group by sales_channel_id
order by sales_channel_id
