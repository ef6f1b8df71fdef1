-- batch(order_id) -> what obligations are derived from (etl.domain.order_facts.ORDER_SCHEMA).
select
    o.order_id,
    o.status,
    o.supply_mode,
    o.sales_channel_id,
    o.created_at,
    o.visible_at,
    o.accepted_at,
    o.refused_at,
    o.shipped_at,
    o.cancelled_at,
    o.payable_at,
    o.ship_by_at,
    o.is_auto_accepted
from marts.orders as o
join batch using (order_id)
where not o.is_missing;
