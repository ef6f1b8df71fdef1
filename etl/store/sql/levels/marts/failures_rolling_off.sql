-- service_level_days, service_levels -> on which coming day how many failures leave each window.
with latest as (
    select metric, window_days, day, direction
    from service_levels
    where day = (select max(day) from service_levels)
)
select
    l.metric,
    l.window_days,
    d.day + l.window_days as day,
    case when l.direction = 'max' then d.numerator else d.denominator - d.numerator end as failures
from latest as l
join service_level_days as d
    on d.metric = l.metric and d.dimension = 'shop' and d.day > l.day - l.window_days and d.day <= l.day
where case when l.direction = 'max' then d.numerator else d.denominator - d.numerator end > 0;
