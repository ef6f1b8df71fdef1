-- The orders of a sheet with their lines and parcels. Grain: an order line; `line_numbers` are on it, `parcel_numbers` on the order.
with wanted as materialized (
    select order_id, status, supply_mode, sales_channel_id
    from orders
    where order_id in (select unnest($order_ids::varchar[]))
),
lines as (
    select order_id, order_line_id, status as line_status
    from order_lines
    where order_id in (select order_id from wanted)
),
shipped as materialized (
    select order_id, order_line_id, parcel_number
    from shipments
    where order_id in (select order_id from wanted)
),
of_order as (
    select order_id, list(distinct parcel_number order by parcel_number) as parcel_numbers
    from shipped
    group by order_id
),
of_line as (
    select order_id, order_line_id, list(distinct parcel_number order by parcel_number) as line_numbers
    from shipped
    group by order_id, order_line_id
)
select
    wanted.order_id, wanted.status, wanted.supply_mode, wanted.sales_channel_id, lines.order_line_id, lines.line_status,
    of_line.line_numbers, of_order.parcel_numbers
from wanted
left join lines on wanted.order_id = lines.order_id
left join of_order on wanted.order_id = of_order.order_id
left join of_line on lines.order_id = of_line.order_id and lines.order_line_id = of_line.order_line_id
order by wanted.order_id, lines.order_line_id
