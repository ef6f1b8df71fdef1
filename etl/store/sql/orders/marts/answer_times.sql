-- marts.obligations -> how long each answer, and what expired, took. Variables: first_at.
select
    least(discharged_at, due_at) as counted_at,
    elapsed_calendar as calendar,
    elapsed_working as working,
    discharged_by <> 'expired' as is_answered
from marts.obligations
where kind = 'accept_order'
    and state in ('kept', 'broken')
    and discharged_by in ('accepted', 'refused', 'expired')
    and discharged_at >= getvariable('first_at');
