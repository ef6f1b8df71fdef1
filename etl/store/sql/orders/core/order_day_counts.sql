-- counted(status, marketplace_count): the marketplace's counts of one day; status '' is all of them.
-- Variables: day, since_at, until_at, counted_at.
delete from core.order_day_counts where day = getvariable('day')::date;

insert into core.order_day_counts by name
with own as (
    select status, count(*) as own_count
    from core.orders
    where not is_missing and created_at >= getvariable('since_at') and created_at < getvariable('until_at')
    group by grouping sets ((status), ())
)
select
    getvariable('day')::date as day,
    c.status,
    coalesce(o.own_count, 0) as own_count,
    c.marketplace_count,
    getvariable('counted_at') as counted_at
from counted as c
left join own as o on coalesce(o.status, '') = c.status;
