-- The orders of a sheet with their lines and parcels. Grain: an order line.
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
parcels as (
    select order_id, list(distinct parcel_number order by parcel_number) as parcel_numbers
    from shipments
    where order_id in (select order_id from wanted)
    group by order_id
)
select
    wanted.order_id, wanted.status, wanted.supply_mode, wanted.sales_channel_id, lines.order_line_id, lines.line_status,
    parcels.parcel_numbers
from wanted
left join lines on wanted.order_id = lines.order_id
left join parcels on wanted.order_id = parcels.order_id
order by wanted.order_id, lines.order_line_id
