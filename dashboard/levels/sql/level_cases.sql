-- The orders behind a level, failures first, then the newest. Grain: a case (an order, or a line of one).
-- `matching` and `failing` count all pages; they come from the days, which are counted from these very cases.
-- `is_uncertain`: settled in time or late, nobody knows which, between `settled_from_at` and `settled_until_at`.
-- The window is told as instants too: to filter by day alone would turn every instant into a day first.
with counted as (
    select
        coalesce(sum(denominator), 0) as cases,
        coalesce(sum(case when $is_max then numerator else denominator - numerator end), 0) as failures
    from service_level_days
    where
        metric = $metric
        and day between $first_day and $last_day
        and dimension = case when coalesce($dimension, 'weekday') = 'weekday' then 'shop' else $dimension end
        and (coalesce($dimension, 'weekday') = 'weekday' or member = $member)
        and (coalesce($dimension, '') <> 'weekday' or cast(isodow(day) as varchar) = $member)
),
chosen as (
    select
        day, order_id, order_line_id, is_numerator = $is_max as is_failure, numerator_low < numerator_high as is_uncertain,
        sales_channel_id, carrier_name, department_code, due_at, settled_at, settled_from_at, settled_until_at
    from service_level_cases
    where
        metric = $metric
        and counted_at >= $from_at
        and counted_at < $until_at
        and (not $only_failures or is_numerator = $is_max)
        and case coalesce($dimension, '')
            when 'sales_channel' then coalesce(sales_channel_id, '') = $member
            when 'carrier' then coalesce(carrier_name, '') = $member
            when 'department' then coalesce(department_code, '') = $member
            when 'weekday' then cast(isodow(day) as varchar) = $member
            when 'seller_product' then list_contains(seller_product_ids, $member)
            else true
        end
    order by is_failure desc, counted_at desc, order_id, order_line_id
    limit $page_size offset $skipped
)
select
    chosen.*,
    cast(case when $only_failures then counted.failures else counted.cases end as bigint) as matching,
    cast(counted.failures as bigint) as failing
from chosen
cross join counted
order by chosen.is_failure desc, chosen.day desc, chosen.order_id, chosen.order_line_id
