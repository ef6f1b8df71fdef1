-- A line has exactly one row; one without an id cannot be told from another.
select order_id, order_line_id
from marts.order_lines
where order_id in (select order_id from unchecked_orders) and order_line_id is not null
group by order_id, order_line_id
having count(*) > 1;
