-- How many obligations began on each of the last 30 days (Europe/Paris). Grain: a kind and a day.
-- Counted by the hour first: turning each instant into a Paris day would cost ten times as much.
with hours as (
    select kind, cast(epoch(opened_at) as bigint) // 3600 as hour_number, count(*) as obligations
    from obligations
    where opened_at >= $opened_from and state <> 'void'
    group by kind, hour_number
)
select
    kind,
    cast(to_timestamp(hour_number * 3600) at time zone 'Europe/Paris' as date) as day,
    cast(sum(obligations) as bigint) as obligations
from hours
group by kind, day
order by kind, day
