-- How many obligations began on each of the last 30 days (Europe/Paris). Grain: a kind and a day.
select kind, cast(opened_at at time zone 'Europe/Paris' as date) as day, count(*) as obligations
from obligations
where opened_at >= $opened_from and state <> 'void'
group by kind, day
order by kind, day
