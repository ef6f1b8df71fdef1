-- What is owed now, counted by kind and deadline. Grain: a kind and a due instant.
select kind, due_at, alert_at, count(*) as obligations
from obligations
where discharged_at is null and state in ('open', 'broken')
group by kind, due_at, alert_at
order by due_at nulls last, kind
