-- batch(order_id) -> the rows of marts.orders. Instants of status changes: the own action, else what the marketplace
-- tells, else the poll that saw it (seller-rules section 7); each with its source and the seconds between its bounds.
with events as (
    select
        e.*,
        {'instant': e.not_after_at, 'source': e.source, 'uncertainty': epoch(e.not_after_at - e.not_before_at)::bigint} as moment
    from core.order_status_events as e
    join batch using (order_id)
),
seen as (
    select
        order_id,
        coalesce(
            -- what the marketplace tells of its own past is exact, and comes before what a poll saw
            min(not_after_at) filter (source = 'status_event' and to_status = 'WaitingAcceptance'),
            -- found waiting by the first poll ever: the clock has been running since the order was made
            min(if(source = 'first_seen', not_before_at, not_after_at)) filter (to_status = 'WaitingAcceptance')
        ) as waiting_at,
        coalesce(
            arg_min(moment, not_after_at) filter (source = 'status_event' and to_status = 'Accepted'),
            arg_min(moment, not_after_at) filter (
                source <> 'first_seen' and from_status in ('Processing', 'WaitingAcceptance')
                and to_status in ('Accepted', 'InPreparation', 'Shipped', 'Delivered')
            )
        ) as accepted,
        coalesce(
            min(not_after_at) filter (source = 'status_event' and to_status = 'Refused'),
            min(not_after_at) filter (source <> 'first_seen' and to_status = 'Refused')
        ) as refused_at,
        coalesce(
            min(not_after_at) filter (source = 'status_event' and to_status = 'InPreparation'),
            min(not_after_at) filter (source <> 'first_seen' and to_status = 'InPreparation')
        ) as payable_at,
        coalesce(
            arg_min(moment, not_after_at) filter (source = 'status_event' and to_status = 'Shipped'),
            arg_min(moment, not_after_at) filter (source = 'poll' and to_status = 'Shipped')
        ) as shipped,
        min(not_before_at) filter (source = 'shipped_window') as shipped_from_at,
        min(not_after_at) filter (source = 'shipped_window') as shipped_until_at,
        arg_min(moment, not_after_at) filter (source = 'first_seen' and to_status = 'Shipped') as found_shipped,
        coalesce(
            arg_min(moment, not_after_at) filter (source = 'status_event' and to_status = 'Delivered'),
            arg_min(moment, not_after_at) filter (to_status = 'Delivered')
        ) as delivered,
        coalesce(
            min(not_after_at) filter (source = 'status_event' and to_status = 'Cancelled'),
            min(not_after_at) filter (to_status in ('Cancelled', 'CancelledByCustomer', 'AutomaticCancellation'))
        ) as cancelled_at
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
moments as (
    select
        o.*,
        s.waiting_at,
        if(own.accepted_at is null, s.accepted, {'instant': own.accepted_at, 'source': 'action', 'uncertainty': 0}) as accepted,
        coalesce(own.refused_at, s.refused_at) as refused_at,
        s.payable_at,
        case
            when own.shipped_at is not null then {'instant': own.shipped_at, 'source': 'action', 'uncertainty': 0}
            when s.shipped is not null then s.shipped
            when s.shipped_until_at is not null then {
                -- only the day is known: the latest instant of it that is not after the deadline
                'instant': if(
                    o.ship_by_at is null,
                    s.shipped_until_at,
                    least(s.shipped_until_at, greatest(s.shipped_from_at, o.ship_by_at))
                ),
                'source': 'shipped_window',
                'uncertainty': epoch(s.shipped_until_at - s.shipped_from_at)::bigint
            }
            -- an order that does not say when it changed was shipped at an instant nobody knows
            when o.status = 'Shipped' and o.updated_at is not null then s.found_shipped
        end as shipped,
        s.shipped_from_at,
        s.shipped_until_at,
        s.delivered,
        s.cancelled_at
    from core.orders as o
    join batch using (order_id)
    left join seen as s on s.order_id = o.order_id
    left join own on own.order_id = o.order_id
),
batch_lines as (
    select
        l.order_id, l.order_line_id, l.status, l.quantity, l.seller_product_id, l.unit_sales_price, l.delivery_mode,
        l.country_code, l.department_code
    from core.order_lines as l
    join batch using (order_id)
),
batch_shipments as (
    select s.order_id, s.order_line_id, s.parcel_number, s.carrier_name
    from core.shipments as s
    join batch using (order_id)
),
listed_carriers as (
    select distinct lower(trim(carrier_label)) as label from core.carriers
),
followed_lines as (
    -- before the list of carriers is read, every name counts as listed
    select distinct s.order_id, s.order_line_id
    from batch_shipments as s
    where s.parcel_number <> ''
        and s.carrier_name <> ''
        and (lower(s.carrier_name) in (select label from listed_carriers) or not exists (from listed_carriers))
),
tracking as (
    -- owed from 15 euros on, or where the mode is a tracked one (seller-rules 1.2 and M5a)
    select l.order_id, bool_and(f.order_id is not null) as is_tracked
    from batch_lines as l
    left join followed_lines as f on f.order_id = l.order_id and f.order_line_id = l.order_line_id
    where l.status in ('Shipped', 'Delivered')
    group by l.order_id
    having bool_or(
        l.unit_sales_price > 15 or coalesce(l.delivery_mode not in ('NTHD', 'STD', 'NonTrackedHomeDelivery'), true)
    )
),
lines as (
    select
        l.order_id,
        count(*)::integer as line_count,
        try_cast(sum(l.quantity) as integer) as unit_count,
        arg_min(l.country_code, l.order_line_id) as country_code,
        arg_min(l.department_code, l.order_line_id) as department_code,
        coalesce(
            list(distinct l.seller_product_id order by l.seller_product_id) filter (l.seller_product_id is not null), []
        ) as seller_product_ids
    from batch_lines as l
    group by l.order_id
),
parcels as (
    select
        s.order_id,
        count(distinct s.parcel_number)::integer as parcel_count,
        arg_min(s.carrier_name, s.order_line_id) as carrier_name
    from batch_shipments as s
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
    o.waiting_at as visible_at,
    o.accepted.instant as accepted_at,
    o.accepted.source as accepted_source,
    o.accepted.uncertainty as accepted_uncertainty,
    if(
        o.accepted.source in ('poll', 'first_seen'), o.accepted.instant - to_seconds(o.accepted.uncertainty), null
    ) as accepted_from_at,
    o.refused_at,
    o.payable_at,
    o.shipped.instant as shipped_at,
    o.shipped.source as shipped_source,
    o.shipped.uncertainty as shipped_uncertainty,
    case
        when o.shipped.source = 'shipped_window' then o.shipped_from_at
        when o.shipped.source in ('poll', 'first_seen') then o.shipped.instant - to_seconds(o.shipped.uncertainty)
    end as shipped_from_at,
    case
        when o.shipped.source = 'shipped_window' then o.shipped_until_at
        when o.shipped.source in ('poll', 'first_seen') then o.shipped.instant
    end as shipped_until_at,
    o.delivered.instant as delivered_at,
    o.delivered.source as delivered_source,
    o.delivered.uncertainty as delivered_uncertainty,
    o.cancelled_at,
    o.total_offer_price,
    o.total_selling_price,
    l.line_count,
    l.unit_count,
    l.country_code,
    l.department_code,
    coalesce(p.parcel_count, 0) as parcel_count,
    l.seller_product_ids,
    p.carrier_name,
    t.is_tracked,
    -- only Cdiscount asks sellers, and only those who do not accept automatically (octopia-api section 3.4)
    o.sales_channel_id <> 'CDISFR' or (select any_value(is_auto_accept) from core.sellers) as is_auto_accepted,
    o.is_missing,
    coalesce(o.damaged_fields, []) as damaged_fields
from moments as o
left join lines as l on l.order_id = o.order_id
left join parcels as p on p.order_id = o.order_id
left join tracking as t on t.order_id = o.order_id;
