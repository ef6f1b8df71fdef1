-- One service level day by day, in percent, with its lines. Grain: a day.
select
    metric, window_days, day, numerator, denominator, cast(value as double) as value, cast(alert as double) as alert,
    cast("limit" as double) as "limit", direction
from service_levels
where metric = $metric and window_days = $window_days
order by day
