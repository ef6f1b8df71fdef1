-- core.marketplace_indicators, own_metrics(indicator, metric), marts.service_level_days -> marts.marketplace_indicators.
delete from marts.marketplace_indicators;
insert into marts.marketplace_indicators by name
with computed as (
    select i.*, o.metric as own_metric, (i.computed_at at time zone 'Europe/Paris')::date as day
    from core.marketplace_indicators as i
    left join own_metrics as o on o.indicator = i.indicator
),
own as (
    select
        c.indicator,
        c.window_days,
        c.computed_at,
        coalesce(sum(d.numerator), 0)::bigint as own_numerator,
        coalesce(sum(d.denominator), 0)::bigint as own_denominator
    from computed as c
    left join marts.service_level_days as d
        on d.metric = c.own_metric and d.dimension = 'shop' and d.day > c.day - c.window_days and d.day <= c.day
    where c.own_metric is not null
    group by all
),
valued as (
    select *, if(own_denominator > 0, 100 * own_numerator / own_denominator, null) as own_value from own
)
select
    c.indicator,
    c.window_days,
    c.computed_at,
    c.label,
    c.value,
    c.threshold,
    c.direction,
    c.fetched_at,
    c.own_metric,
    v.own_value,
    v.own_numerator,
    v.own_denominator,
    v.own_value - c.value as gap
from computed as c
left join valued as v
    on v.indicator = c.indicator and v.window_days = c.window_days and v.computed_at = c.computed_at;
