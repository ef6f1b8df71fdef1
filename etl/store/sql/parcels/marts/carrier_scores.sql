-- marts.orders, marts.order_lines -> marts.carrier_scores: how each carrier did, over windows of promised days that ended a
-- week ago (seller-rules section 7, M7: delivered by the end of the promised day; lag 7 days). Variables: today.
-- A delivery is dated by the last instant it can have happened at, so that nothing is flattered.
with windows as (
    select unnest([30, 90, 365])::integer as window_days
),
promises as (
    select order_id, max((promised_until_at at time zone 'Europe/Paris')::date) as promised_day
    from marts.order_lines
    where promised_until_at >= (getvariable('today') - 373)::timestamp at time zone 'Europe/Paris'
    group by order_id
),
sent as (
    select
        trim(o.carrier_name) as carrier_name,
        o.department_code,
        p.promised_day,
        o.is_tracked,
        o.delivered_at is not null as is_delivered,
        (o.delivered_at at time zone 'Europe/Paris')::date <= p.promised_day as is_on_time,
        coalesce((o.shipped_at at time zone 'Europe/Paris')::date, p.promised_day) <= getvariable('today') - 21 as is_old,
        case
            when o.shipped_uncertainty <= 86400 and o.delivered_at >= o.shipped_at
                then epoch(o.delivered_at - o.shipped_at) / 86400
        end as days
    from marts.orders as o
    join promises as p on p.order_id = o.order_id
    where o.status in ('Shipped', 'Delivered')
        and coalesce(o.supply_mode, 'Seller') = 'Seller'
        and not o.is_missing
        and trim(o.carrier_name) <> ''
        and p.promised_day between getvariable('today') - 371 and getvariable('today') - 7
)
select
    window_days,
    carrier_name,
    coalesce(department_code, '') as department_code,
    getvariable('today') - 7 as day,
    count(*) as parcel_count,
    count(*) filter (is_delivered) as delivered_count,
    count(*) filter (is_on_time) as on_time_count,
    round(100.0 * count(*) filter (is_on_time) / nullif(count(*) filter (is_delivered), 0), 4) as on_time_percent,
    round(quantile_disc(days, 0.5), 1) as median_days,
    round(quantile_disc(days, 0.9), 1) as p90_days,
    count(*) filter (is_old) as old_count,
    count(*) filter (is_old and not is_delivered) as undelivered_count,
    count(*) filter (not is_tracked) as untracked_count
from sent
join windows on promised_day > getvariable('today') - 7 - window_days
group by grouping sets ((window_days, carrier_name), (window_days, carrier_name, department_code))
having grouping(department_code) = 1 or department_code <> ''
order by window_days, carrier_name, department_code;
