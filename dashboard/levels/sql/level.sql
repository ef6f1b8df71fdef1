-- One service level on the last day that was computed, in percent.
select
    cast(value as double) as figure, numerator, denominator, cast(alert as double) as alert,
    cast("limit" as double) as "limit", direction, state, threshold_source, failures_left, window_days, day,
    numerator_low, numerator_high
from service_levels
where metric = $metric and window_days = $window_days
order by day desc
limit 1
