-- How each carrier did over a window of promised days, in a department or everywhere (''). Grain: a carrier; carriers with
-- too few deliveries to judge come last.
select
    carrier_name, department_code, day, parcel_count, delivered_count, on_time_count, on_time_percent, median_days, p90_days,
    old_count, undelivered_count, untracked_count
from carrier_scores
where window_days = $window_days and department_code = $department
order by delivered_count < 20, on_time_percent desc nulls last, delivered_count desc, carrier_name
