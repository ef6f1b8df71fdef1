-- moved_days -> marts.service_level_days: what was taken away before the orders were replaced and added afterwards.
create or replace temp table settled_days as
with moved as (
    select metric, day, dimension, member, sum(numerator) as numerator, sum(denominator) as denominator,
        sum(numerator_low) as numerator_low, sum(numerator_high) as numerator_high
    from moved_days
    group by all
    having sum(numerator) <> 0 or sum(denominator) <> 0 or sum(numerator_low) <> 0 or sum(numerator_high) <> 0
),
before as (
    select d.* from marts.service_level_days as d semi join moved using (metric, day, dimension, member)
)
select metric, day, dimension, member, sum(numerator)::bigint as numerator, sum(denominator)::bigint as denominator,
    sum(numerator_low)::bigint as numerator_low, sum(numerator_high)::bigint as numerator_high
from (from moved union all by name from before)
group by all;

delete from marts.service_level_days as d
using settled_days as s
where d.metric = s.metric and d.day = s.day and d.dimension = s.dimension and d.member = s.member;

insert into marts.service_level_days by name from settled_days where denominator <> 0;
