-- marts.obligations -> what time alone has made late since the last build. Variables: now.
select subject_type, subject_id
from marts.obligations
where discharged_at is null and state = 'open' and due_at <= getvariable('now');
