-- How long acceptance takes, and how late late orders were. Grain: a measure and a clock.
select measure, clock, window_days, day, case_count, median_seconds, p90_seconds, max_seconds, within_target_count
from service_durations
where window_days = $window_days
order by measure, clock
