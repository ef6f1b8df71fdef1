-- What there is to know of some orders before acting on them. Grain: an order.
-- `taken_from`: the earliest instant a carrier can have had a parcel of it.
with wanted as materialized (
    select
        order_id, customer_id, currency_code, total_selling_price, is_missing,
        greatest(created_at, accepted_at - to_seconds(coalesce(accepted_uncertainty, 0))) as taken_from
    from orders
    where order_id in (select unnest($order_ids::varchar[]))
),
deadlines as (
    select order_id, min(due_at) as due_at
    from open_orders
    where order_id in (select unnest($order_ids::varchar[]))
    group by order_id
)
select
    wanted.order_id, wanted.customer_id, wanted.currency_code, wanted.total_selling_price, wanted.is_missing,
    wanted.taken_from, deadlines.due_at
from wanted
left join deadlines on wanted.order_id = deadlines.order_id
order by wanted.order_id
