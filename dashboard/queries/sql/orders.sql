-- All orders, the last changed first. Grain: an order; `matching` is left to orders_matching.sql.
select
    null::varchar as kind,
    null::timestamptz as alert_at,
    null::timestamptz as due_at,
    order_id,
    status,
    supply_mode,
    sales_channel_id,
    currency_code,
    total_selling_price,
    line_count,
    unit_count,
    updated_at
from orders
where
    ($status is null or status = $status)
    and ($channel is null or sales_channel_id = $channel)
    and (
        $search is null
        or (order_id >= $search and order_id < $search_end)
        or reference = $search
        or order_id in (select order_id from order_lines where seller_product_id = $search)
    )
order by updated_at desc, order_id
limit $page_size offset $skipped
