-- No carrier has more parcels in its departments than in the whole country, and no share exceeds its whole.
with sums as (
    select
        window_days,
        carrier_name,
        max(parcel_count) filter (department_code = '') as everywhere,
        sum(parcel_count) filter (department_code <> '') as by_department
    from marts.carrier_scores
    group by window_days, carrier_name
)
select window_days, carrier_name from sums where everywhere is null or by_department > everywhere
union all
select window_days, carrier_name
from marts.carrier_scores
where on_time_count > delivered_count or delivered_count > parcel_count or undelivered_count > old_count;
