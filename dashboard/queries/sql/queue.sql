-- Orders that owe something, the soonest deadline first. Grain: an order; `matching` counts all pages.
with owed as (
    select kind, order_id, alert_at, due_at
    from obligations
    where
        discharged_at is null
        and state in ('open', 'broken')
        and ($kind is null or kind = $kind)
        and ($due_from is null or due_at >= $due_from)
        and ($due_until is null or due_at < $due_until)
)
select
    owed.kind,
    owed.alert_at,
    owed.due_at,
    orders.order_id,
    orders.status,
    orders.supply_mode,
    orders.sales_channel_id,
    orders.currency_code,
    orders.total_selling_price,
    orders.line_count,
    orders.unit_count,
    orders.updated_at,
    count(*) over () as matching
from owed
inner join orders on owed.order_id = orders.order_id
where
    ($channel is null or orders.sales_channel_id = $channel)
    and (
        $search is null
        or starts_with(orders.order_id, $search)
        or orders.reference = $search
        or orders.order_id in (select order_id from order_lines where seller_product_id = $search)
    )
order by owed.due_at nulls last, orders.order_id
limit $page_size offset $skipped
