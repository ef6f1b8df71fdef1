-- All orders, the last changed first. Grain: an order; how many there are: orders_count.sql.
-- The rows of the page are found by two narrow columns before the wide ones are read.
with page as (
    select rowid as position
    from orders
    where ($status is null or status = $status) and ($channel is null or sales_channel_id = $channel)
    order by updated_at desc, rowid
    limit $page_size offset $skipped
)
select
    null::varchar as kind,
    null::timestamptz as alert_at,
    null::timestamptz as due_at,
    order_id, status, supply_mode, sales_channel_id, currency_code, total_selling_price, line_count, unit_count,
    updated_at
from orders
where rowid in (select position from page)
order by updated_at desc, rowid
