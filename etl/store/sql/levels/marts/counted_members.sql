-- counted_cases -> counted_members: metric, day, dimension, member, numerator, denominator, numerator_low, numerator_high. By shop every day, otherwise from first_day on.
-- A case weighs what it counts for in the denominator. Variables: first_day.
create or replace temp view counted_members as
with recent as (
    select metric, day, numerator, numerator_low, numerator_high, weight, sales_channel_id, carrier_name, department_code, seller_product_ids
    from counted_cases
    where day >= getvariable('first_day')
),
held as (
    select metric, day, numerator, numerator_low, numerator_high, weight, unnest(if(len(seller_product_ids) = 0, [''], seller_product_ids)) as seller_product_id
    from recent
)
select metric, day, 'shop' as dimension, '' as member, sum(numerator)::bigint as numerator, sum(weight)::bigint as denominator,
    sum(numerator_low)::bigint as numerator_low, sum(numerator_high)::bigint as numerator_high
from counted_cases
group by all
union all
select metric, day, 'sales_channel', coalesce(sales_channel_id, ''), sum(numerator)::bigint, sum(weight)::bigint,
    sum(numerator_low)::bigint, sum(numerator_high)::bigint
from recent
group by all
union all
select metric, day, 'carrier', coalesce(carrier_name, ''), sum(numerator)::bigint, sum(weight)::bigint,
    sum(numerator_low)::bigint, sum(numerator_high)::bigint
from recent
group by all
union all
select metric, day, 'department', coalesce(department_code, ''), sum(numerator)::bigint, sum(weight)::bigint,
    sum(numerator_low)::bigint, sum(numerator_high)::bigint
from recent
group by all
union all
select metric, day, 'seller_product', seller_product_id, sum(numerator)::bigint, sum(weight)::bigint,
    sum(numerator_low)::bigint, sum(numerator_high)::bigint
from held
group by all;
