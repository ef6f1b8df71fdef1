-- Where a carrier is slow over a window of promised days. Grain: a department with enough deliveries to judge, the least
-- punctual first.
select
    carrier_name, department_code, day, parcel_count, delivered_count, on_time_count, on_time_percent, median_days, p90_days,
    old_count, undelivered_count, untracked_count
from carrier_scores
where window_days = $window_days and carrier_name = $carrier and department_code <> '' and delivered_count >= 20
order by on_time_percent, delivered_count desc, department_code
limit 15
