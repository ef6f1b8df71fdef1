-- counted_cases -> counted_members: metric, day, dimension, member, numerator, denominator. By shop every day, otherwise from first_day on.
-- Variables: first_day.
create or replace temp view counted_members as
with recent as (
    select metric, day, is_numerator, sales_channel_id, carrier_name, department_code, seller_product_ids
    from counted_cases
    where day >= getvariable('first_day')
),
held as (
    select metric, day, is_numerator, unnest(if(len(seller_product_ids) = 0, [''], seller_product_ids)) as seller_product_id
    from recent
)
select metric, day, 'shop' as dimension, '' as member, count(*) filter (is_numerator) as numerator, count(*) as denominator
from counted_cases
group by all
union all
select metric, day, 'sales_channel', coalesce(sales_channel_id, ''), count(*) filter (is_numerator), count(*)
from recent
group by all
union all
select metric, day, 'carrier', coalesce(carrier_name, ''), count(*) filter (is_numerator), count(*)
from recent
group by all
union all
select metric, day, 'department', coalesce(department_code, ''), count(*) filter (is_numerator), count(*)
from recent
group by all
union all
select metric, day, 'seller_product', seller_product_id, count(*) filter (is_numerator), count(*)
from held
group by all;
