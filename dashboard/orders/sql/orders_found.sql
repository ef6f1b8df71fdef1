-- Orders found by the beginning of their number or of a parcel's, by their reference, their buyer's or the SKU of a line,
-- the last changed first. Grain: an order; `matching` counts all pages. At most 1,000 by each number or reference, and by
-- SKU the 200 to be shipped last: they lie together, so that most of the table is never read.
-- `compact` is what was typed without blanks, in capitals, as numbers are written; `compact_end` ends its span.
-- `number` and `number_end`: the same without dashes, as parcels' numbers are normalised; null when nothing is left.
with by_number as (
    select order_id from orders where order_id >= $compact and order_id < $compact_end limit 1000
),
by_reference as (
    select order_id from orders where reference in ($search, $compact) limit 1000
),
by_buyer as (
    select order_id from orders where customer_id = $compact limit 1000
),
by_parcel as (
    select order_id from shipments where normalised_number >= $number and normalised_number < $number_end limit 1000
),
by_sku as (
    select order_id from order_lines where seller_product_id = $search order by ship_by_at desc nulls last limit 200
),
found as materialized (
    select order_id from by_number
    union
    select order_id from by_reference
    union
    select order_id from by_buyer
    union
    select order_id from by_parcel
    union
    select order_id from by_sku
)
select
    null::varchar as kind,
    null::timestamptz as alert_at,
    null::timestamptz as due_at,
    order_id, status, supply_mode, sales_channel_id, currency_code, total_selling_price, line_count, unit_count,
    updated_at,
    count(*) over () as matching
from orders
where
    order_id in (select order_id from found)
    and ($status is null or status = $status)
    and ($channel is null or sales_channel_id = $channel)
order by updated_at desc, order_id
limit $page_size offset $skipped
