-- An order has exactly one row. Hashes are grouped first: they are cheaper than the texts.
with suspects as (select hash(order_id) as hashed from marts.orders group by hashed having count(*) > 1)
select order_id
from marts.orders
where hash(order_id) in (select hashed from suspects)
group by order_id
having count(*) > 1;
