-- counted(status, marketplace_count): the marketplace's counts, now. Variables: fetched_at.
delete from core.order_counts;
insert into core.order_counts
select
    coalesce(c.status, o.status),
    coalesce(o.own_count, 0),
    c.marketplace_count,
    getvariable('fetched_at')
from counted as c
full join (
    select status, count(*) as own_count from core.orders where not is_missing group by status
) as o on o.status = c.status;
