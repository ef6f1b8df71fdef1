-- Which of some orders have an address; not which one. Private file.
select distinct order_id
from private.addresses
where order_id in (select unnest($order_ids::varchar[])) and city <> ''
