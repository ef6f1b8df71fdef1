-- Orders that owe something, the soonest deadline first. Grain: an obligation; `matching` counts all pages.
-- With `search`, those found by it; `compact` as in orders_found.sql.
with by_parcel as (
    select order_id from shipments where normalised_number >= $number and normalised_number < $number_end
)
select
    kind,
    alert_at,
    due_at,
    order_id,
    status,
    supply_mode,
    sales_channel_id,
    currency_code,
    total_selling_price,
    line_count,
    unit_count,
    updated_at,
    count(*) over () as matching
from open_orders
where
    ($kind is null or kind = $kind)
    and ($due_from is null or due_at >= $due_from)
    and ($due_until is null or due_at < $due_until)
    and ($channel is null or sales_channel_id = $channel)
    and (
        $search is null
        or (order_id >= $compact and order_id < $compact_end)
        or reference in ($search, $compact)
        or list_contains(seller_product_ids, $search)
        or customer_id = $compact
        or order_id in (select order_id from by_parcel)
    )
order by due_at nulls last, order_id
limit $page_size offset $skipped
