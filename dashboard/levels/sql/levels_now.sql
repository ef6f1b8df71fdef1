-- Every service level on the last day that was computed, in percent. Grain: a metric.
select
    metric, numerator, denominator, cast(value as double) as value, cast(alert as double) as alert,
    cast("limit" as double) as "limit", direction, state, threshold_source, failures_left, window_days, day
from service_levels
where window_days = $window_days
qualify row_number() over (partition by metric order by day desc) = 1
order by metric
