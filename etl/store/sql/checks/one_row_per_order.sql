-- An order has exactly one row.
select order_id from marts.orders group by order_id having count(*) > 1;
