-- When the failures of a window roll off. Grain: a day on which some are no longer counted.
select day as leaves_on, failures
from failures_rolling_off
where metric = $metric and window_days = $window_days
order by day
