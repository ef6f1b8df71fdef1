-- orders, order_lines, obligations -> every case of every metric (seller-rules section 7, M1 to M5a). The one definition:
-- its part of the view service_level_cases, and what the days are counted from.
-- Left out everywhere: orders the marketplace ships, vanished ones, those that failed a control or the payment. Test
-- orders bear no mark that the marketplace documents, so none can be left out.
with counted_orders as (
    select *
    from orders
    where coalesce(supply_mode, 'Seller') = 'Seller'
        and not is_missing
        and status not in ('Rejected', 'PaymentRefused')
        and not starts_with(status, 'Blocked')
),
unanswered as (
    select order_id, discharged_by, due_at, discharged_at
    from obligations
    where kind = 'accept_order' and (discharged_by = 'expired' or (discharged_by is null and state = 'broken'))
),
answers as (
    -- as etl.domain.orders.facts answers; a cancellation does not tell who cancelled, so it is nobody's failure unless it
    -- came for want of an answer
    select
        o.*,
        u.due_at,
        case
            when o.status = 'Refused' or (o.refused_at is not null and o.accepted_at is null) then 'refused'
            when o.status in ('Accepted', 'InPreparation', 'Shipped', 'Delivered')
                or coalesce(o.accepted_at, o.payable_at, o.shipped_at) is not null then 'accepted'
            when o.status = 'AutomaticCancellation' or u.discharged_by = 'expired' then 'expired'
            when u.order_id is not null then 'overdue'
            when o.status in ('Cancelled', 'CancelledByCustomer') then 'cancelled'
            else 'open'
        end as answer,
        o.status in ('Cancelled', 'CancelledByCustomer') as is_cancelled
    from counted_orders as o
    left join unanswered as u on u.order_id = o.order_id
),
bounds as (
    -- Between which two instants it was done, where nobody saw when: the day of shipping alone, or two readings. Of an
    -- action of ours, and of what the marketplace tells, the instant is known.
    select
        b.*,
        o.sales_channel_id, o.carrier_name, o.department_code, o.seller_product_ids,
        case b.discharged_by when 'shipped' then o.shipped_from_at when 'accepted' then o.accepted_from_at end
            as settled_from_at,
        case
            when b.discharged_by = 'shipped' then o.shipped_until_at
            when b.discharged_by = 'accepted' and o.accepted_from_at is not null then o.accepted_at
        end as settled_until_at
    from obligations as b
    join counted_orders as o on o.order_id = b.order_id
),
settled as (
    select
        b.*,
        -- the midnight that ends a day is counted on that day
        case when ends_with(b.due_rule, '_day') then b.due_at - interval 1 microsecond else b.due_at end as counted_at,
        -- in time by the one, late by the other: which, nobody knows, and it is counted against us
        coalesce(
            case
                when ends_with(b.due_rule, '_day') then b.settled_from_at < b.due_at and b.settled_until_at >= b.due_at
                else b.settled_from_at <= b.due_at and b.settled_until_at > b.due_at
            end,
            false
        ) as is_uncertain
    from bounds as b
),
cases as (
    -- M1 by the deadline; overdue ones are failures
    select
        'accept_in_time' as metric,
        least(discharged_at, due_at) as counted_at,
        order_id,
        null::varchar as order_line_id,
        state = 'kept' and not is_uncertain as is_numerator,
        sales_channel_id,
        carrier_name,
        department_code,
        seller_product_ids,
        due_at,
        discharged_at as settled_at,
        is_uncertain,
        settled_from_at,
        settled_until_at
    from settled
    where kind = 'accept_order' and state in ('kept', 'broken')
    union all
    -- M1 by the target, which is when to warn; an answer whose instant nobody saw is in neither
    select
        'accept_in_24h', least(discharged_at, due_at), order_id, null,
        discharged_by in ('accepted', 'refused') and coalesce(discharged_at <= alert_at, false),
        sales_channel_id, carrier_name, department_code, seller_product_ids, alert_at, discharged_at,
        coalesce(settled_from_at <= alert_at and settled_until_at > alert_at, false), settled_from_at, settled_until_at
    from settled
    where kind = 'accept_order' and (state = 'broken' or (state = 'kept' and discharged_at is not null))
    union all
    -- M2: what is still open and not overdue is in neither
    select
        'acceptance_rate', created_at, order_id, null, answer = 'accepted',
        sales_channel_id, carrier_name, department_code, seller_product_ids, due_at,
        case answer when 'accepted' then accepted_at when 'refused' then refused_at when 'expired' then cancelled_at end,
        false, null, null
    from answers
    where answer in ('accepted', 'refused', 'expired', 'overdue')
    union all
    -- M3: its numerator counts failures
    select
        'seller_cancellation_rate', created_at, order_id, null, answer in ('refused', 'expired'),
        sales_channel_id, carrier_name, department_code, seller_product_ids, due_at,
        case answer when 'refused' then refused_at when 'expired' then cancelled_at end,
        false, null, null
    from answers
    where answer in ('refused', 'expired') or not is_cancelled
    union all
    -- M4a; unshipped and overdue ones are failures
    select
        'ship_in_time', counted_at, order_id, null, state = 'kept' and not is_uncertain,
        sales_channel_id, carrier_name, department_code, seller_product_ids, due_at, discharged_at,
        is_uncertain, settled_from_at, settled_until_at
    from settled
    where kind = 'ship_order' and state in ('kept', 'broken')
    union all
    -- M4b: its numerator counts failures
    select
        'late_shipment_rate', counted_at, order_id, null, state = 'broken' or is_uncertain,
        sales_channel_id, carrier_name, department_code, seller_product_ids, due_at, discharged_at,
        is_uncertain, settled_from_at, settled_until_at
    from settled
    where kind = 'ship_order' and state in ('kept', 'broken')
    union all
    -- M4c: late or not, and at an instant nobody saw; a line cancelled while the rest was shipped is in neither
    select
        'line_shipping_rate', s.counted_at, s.order_id, l.order_line_id, l.status in ('Shipped', 'Delivered'),
        s.sales_channel_id, s.carrier_name, l.department_code,
        case when l.seller_product_id is null then [] else [l.seller_product_id] end, s.due_at, s.discharged_at,
        false, s.settled_from_at, s.settled_until_at
    from settled as s
    join order_lines as l on l.order_id = s.order_id
    where s.kind = 'ship_order'
        and s.due_at is not null
        and (s.state in ('kept', 'broken') or (s.state = 'void' and s.discharged_by = 'shipped'))
        and (l.status not in ('Cancelled', 'CancelledByCustomer', 'Refused', 'Rejected') or s.discharged_by = 'cancelled')
    union all
    -- M5a
    select
        'tracking_coverage', shipped_at, order_id, null, is_tracked,
        sales_channel_id, carrier_name, department_code, seller_product_ids, null, shipped_at,
        false, null, null
    from counted_orders
    where is_tracked is not null and shipped_at is not null
)
select
    metric,
    (counted_at at time zone 'Europe/Paris')::date as day,
    counted_at,
    'order' as subject_type,
    order_id as subject_id,
    order_id,
    order_line_id,
    is_numerator,
    1::bigint as weight,
    coalesce(is_numerator and not is_uncertain, false)::bigint as numerator_low,
    coalesce(is_numerator or is_uncertain, false)::bigint as numerator_high,
    sales_channel_id,
    carrier_name,
    department_code,
    seller_product_ids,
    due_at,
    settled_at,
    settled_from_at,
    settled_until_at
from cases
-- an order that does not say when it was made belongs to no day
where counted_at is not null;
