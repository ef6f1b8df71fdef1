-- The orders behind a level, failures first, then the newest. Grain: a case (an order, or a line of one).
-- `matching` and `failing` count all pages.
with latest as (
    select day as last_day, direction
    from service_levels
    where metric = $metric and window_days = $window_days
    order by day desc
    limit 1
),
cases as (
    select c.*, c.is_numerator = (latest.direction = 'max') as is_failure
    from service_level_cases as c
    cross join latest
    where
        c.metric = $metric
        and c.day > latest.last_day - cast($window_days as integer)
        and c.day <= latest.last_day
),
chosen as (
    select *
    from cases
    where
        (not $only_failures or is_failure)
        and case coalesce($dimension, '')
            when 'sales_channel' then coalesce(sales_channel_id, '') = $member
            when 'carrier' then coalesce(carrier_name, '') = $member
            when 'department' then coalesce(department_code, '') = $member
            when 'weekday' then cast(isodow(day) as varchar) = $member
            when 'seller_product' then list_contains(seller_product_ids, $member)
            else true
        end
)
select
    day, order_id, order_line_id, is_failure, sales_channel_id, carrier_name, department_code, due_at, settled_at,
    count(*) over () as matching,
    count(*) filter (where is_failure) over () as failing
from chosen
order by is_failure desc, day desc, order_id, order_line_id
limit $page_size offset $skipped
