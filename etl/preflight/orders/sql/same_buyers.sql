-- Orders of the buyers of some orders that owe something too. Grain: an order asked for; `others` are the buyer's other ones.
with mine as materialized (
    select order_id, customer_id
    from orders
    where order_id in (select unnest($order_ids::varchar[])) and customer_id is not null
)
select mine.order_id, list(distinct other.order_id order by other.order_id) as others
from mine
join open_orders as other on mine.customer_id = other.customer_id and mine.order_id <> other.order_id
group by mine.order_id
