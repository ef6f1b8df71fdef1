-- What 90 days say about each carrier for one department: its own figures there, those of the whole country where there are
-- fewer than 20 deliveries. Grain: a carrier with 20 deliveries, the most punctual first.
with judged as (
    select carrier_name, department_code, delivered_count, on_time_percent, median_days, p90_days
    from carrier_scores
    where window_days = 90 and department_code in ('', $department) and delivered_count >= 20
)
select *
from judged
qualify row_number() over (partition by carrier_name order by department_code desc) = 1
order by on_time_percent desc, median_days, carrier_name
