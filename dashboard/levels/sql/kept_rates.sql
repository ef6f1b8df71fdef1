-- Kept-rates by day, the last 30 days that were computed. Grain: a metric and a day.
select
    metric, window_days, day, numerator, denominator, cast(value as double) as value, cast(alert as double) as alert,
    cast("limit" as double) as "limit", direction, state, threshold_source, failures_left
from service_levels
where
    window_days = $window_days
    and metric in ('accept_in_time', 'ship_in_time')
    and day > (select max(day) from service_levels) - 30
order by metric, day
