-- A line has exactly one row.
select order_id, order_line_id
from marts.order_lines
where order_id in (select order_id from unchecked_orders)
group by order_id, order_line_id
having count(*) > 1;
