-- marts.service_level_days -> cases of each window that ends today, by dimension and member. Variables: today.
-- metric_windows(metric, window_days, lag_days): lent by the builder.
with days as (
    select metric, day, dimension, member, numerator, denominator, numerator_low, numerator_high
    from marts.service_level_days
    where day > getvariable('today') - (select max(window_days + lag_days) from metric_windows) and day <= getvariable('today')
),
told_apart as (
    from days where dimension <> 'shop'
    union all
    select metric, day, 'weekday', isodow(day)::varchar, numerator, denominator, numerator_low, numerator_high
    from days where dimension = 'shop'
)
select
    t.metric,
    w.window_days,
    t.dimension,
    t.member,
    sum(t.numerator)::bigint as numerator,
    sum(t.denominator)::bigint as denominator,
    sum(t.numerator_low)::bigint as numerator_low,
    sum(t.numerator_high)::bigint as numerator_high
from told_apart as t
join metric_windows as w
    on w.metric = t.metric
    and t.day > getvariable('today') - w.lag_days - w.window_days
    and t.day <= getvariable('today') - w.lag_days
group by all;
