-- batch(order_id) -> the rows of marts.orders. Instants of status changes: the own action, else what the marketplace
-- tells, else the poll that saw it (seller-rules section 7).
with events as (
    select e.* from core.order_status_events as e join batch using (order_id)
),
seen as (
    select
        order_id,
        -- found waiting by the first poll ever: the clock has been running since the order was made
        min(if(source = 'first_seen', not_before_at, not_after_at)) filter (to_status = 'WaitingAcceptance') as waiting_at,
        min(not_after_at) filter (
            source <> 'first_seen' and from_status in ('Processing', 'WaitingAcceptance')
            and to_status in ('Accepted', 'InPreparation', 'Shipped', 'Delivered')
        ) as accepted_at,
        min(not_after_at) filter (source <> 'first_seen' and to_status = 'Refused') as refused_at,
        min(not_after_at) filter (source <> 'first_seen' and to_status = 'InPreparation') as payable_at,
        min(not_after_at) filter (source = 'poll' and to_status = 'Shipped') as shipped_at,
        min(not_before_at) filter (source = 'shipped_window') as shipped_from_at,
        min(not_after_at) filter (source = 'shipped_window') as shipped_until_at,
        min(not_after_at) filter (source = 'first_seen' and to_status = 'Shipped') as found_shipped_at,
        min(not_after_at) filter (to_status = 'Delivered') as delivered_at,
        min(not_after_at) filter (to_status in ('Cancelled', 'CancelledByCustomer', 'AutomaticCancellation')) as cancelled_at
    from events
    group by order_id
),
own as (
    select
        a.target as order_id,
        min(a.sent_at) filter (a.kind = 'approve_order') as accepted_at,
        min(a.sent_at) filter (a.kind = 'refuse_order') as refused_at,
        min(a.sent_at) filter (a.kind = 'ship_order') as shipped_at
    from ops_actions as a
    where a.state = 'done'
    group by a.target
),
lines as (
    select
        l.order_id,
        count(*)::integer as line_count,
        try_cast(sum(l.quantity) as integer) as unit_count,
        arg_min(l.country_code, l.order_line_id) as country_code,
        arg_min(l.department_code, l.order_line_id) as department_code
    from core.order_lines as l
    join batch using (order_id)
    group by l.order_id
),
parcels as (
    select s.order_id, count(distinct s.parcel_number)::integer as parcel_count
    from core.shipments as s
    join batch using (order_id)
    group by s.order_id
)
select
    o.order_id,
    o.reference,
    o.sales_channel_id,
    o.sales_channel_name,
    o.is_business_order,
    o.supply_mode,
    o.customer_id,
    o.status,
    o.payment_method,
    o.currency_code,
    if(isfinite(o.purchased_at), o.purchased_at, null) as purchased_at,
    o.created_at,
    o.updated_at,
    -- legacy placeholders for "no date" (seller-rules, date-field trap); deadlines cannot be computed from infinity
    if(o.ship_by_at between '1971-01-01' and '2199-12-31', o.ship_by_at, null) as ship_by_at,
    s.waiting_at as visible_at,
    coalesce(own.accepted_at, s.accepted_at) as accepted_at,
    coalesce(own.refused_at, s.refused_at) as refused_at,
    s.payable_at,
    coalesce(
        own.shipped_at,
        s.shipped_at,
        -- only the day is known: the latest instant of it that is not after the deadline
        case
            when s.shipped_until_at is null or o.ship_by_at is null then s.shipped_until_at
            else least(s.shipped_until_at, greatest(s.shipped_from_at, o.ship_by_at))
        end,
        if(o.status = 'Shipped', s.found_shipped_at, null)
    ) as shipped_at,
    s.delivered_at,
    s.cancelled_at,
    o.total_offer_price,
    o.total_selling_price,
    l.line_count,
    l.unit_count,
    l.country_code,
    l.department_code,
    coalesce(p.parcel_count, 0) as parcel_count,
    -- only Cdiscount asks sellers, and only those who do not accept automatically (octopia-api section 3.4)
    o.sales_channel_id <> 'CDISFR' or coalesce((select any_value(is_auto_accept) from core.sellers), false) as is_auto_accepted,
    o.is_missing
from core.orders as o
join batch using (order_id)
left join seen as s on s.order_id = o.order_id
left join own on own.order_id = o.order_id
left join lines as l on l.order_id = o.order_id
left join parcels as p on p.order_id = o.order_id;
