-- Orders and their lines as papers need them. Grain: an order line; an order without lines has one row.
select
    o.order_id, o.reference, o.sales_channel_name, coalesce(o.purchased_at, o.created_at) as placed_at, o.status,
    o.supply_mode, l.status as line_status, l.seller_product_id, l.product_title, l.quantity, l.condition
from orders as o
left join order_lines as l on l.order_id = o.order_id
where o.order_id in (select unnest($order_ids::varchar[]))
order by o.order_id, l.order_line_id
