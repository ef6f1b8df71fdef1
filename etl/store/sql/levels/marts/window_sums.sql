-- marts.service_level_days -> cases of each window that ends today, by dimension and member. Variables: today.
with days as (
    select metric, day, dimension, member, numerator, denominator
    from marts.service_level_days
    where day between getvariable('today') - 59 and getvariable('today')
),
told_apart as (
    from days where dimension <> 'shop'
    union all
    select metric, day, 'weekday', isodow(day)::varchar, numerator, denominator from days where dimension = 'shop'
),
windows as (
    select unnest([7, 30, 60]) as window_days
)
select
    metric,
    window_days,
    dimension,
    member,
    sum(numerator)::bigint as numerator,
    sum(denominator)::bigint as denominator
from told_apart
join windows on day > getvariable('today') - window_days
group by all;
