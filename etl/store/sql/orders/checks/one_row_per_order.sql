-- An order has exactly one row.
select order_id
from marts.orders
where order_id in (select order_id from unchecked_orders)
group by order_id
having count(*) > 1;
