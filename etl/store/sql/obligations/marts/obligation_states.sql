-- What is still owed and past its instant is broken, and late by the time since. Variables: now.
update marts.obligations
set state = 'broken', late_by = epoch(getvariable('now') - due_at)::bigint
where discharged_at is null and state in ('open', 'broken') and due_at < getvariable('now');
