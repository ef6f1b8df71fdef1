-- A line has exactly one row. Hashes are grouped first: they are cheaper than the texts.
with suspects as (select hash(order_id, order_line_id) as hashed from marts.order_lines group by hashed having count(*) > 1)
select order_id, order_line_id
from marts.order_lines
where hash(order_id, order_line_id) in (select hashed from suspects)
group by order_id, order_line_id
having count(*) > 1;
