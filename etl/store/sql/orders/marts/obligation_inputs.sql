-- batch(order_id) -> what obligations are derived from (etl.domain.orders.facts.ORDER_SCHEMA).
with lines as (
    select
        order_id,
        case
            when bool_and(coalesce(status in ('Cancelled', 'CancelledByCustomer', 'AutomaticCancellation', 'Refused', 'Rejected'), false))
                then 'cancelled'
            when bool_and(coalesce(
                status in ('Shipped', 'Delivered', 'Cancelled', 'CancelledByCustomer', 'AutomaticCancellation', 'Refused', 'Rejected'),
                false
            )) then 'shipped'
        end as lines_ended
    from marts.order_lines
    join batch using (order_id)
    -- the seller's: an unknown mode counts as such
    where coalesce(supply_mode, 'Seller') not in ('Fulfillment', 'Xdock')
    group by order_id
),
events as (
    select order_id, min(not_after_at) as shipped_before_at
    from marts.order_status_events
    join batch using (order_id)
    where to_status in ('Shipped', 'Delivered') and source <> 'shipped_window'
    group by order_id
)
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
    o.is_auto_accepted,
    -- lines that were shipped were so when the order last changed
    least(e.shipped_before_at, if(l.lines_ended = 'shipped', o.updated_at, null)) as shipped_before_at,
    l.lines_ended
from marts.orders as o
join batch using (order_id)
left join lines as l on l.order_id = o.order_id
left join events as e on e.order_id = o.order_id
where not o.is_missing;
