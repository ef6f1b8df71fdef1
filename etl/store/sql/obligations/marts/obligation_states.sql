-- What is still owed and past its instant is broken, and late by the time since; the midnight that ends a day is late
-- already (etl/domain/obligations). Variables: now.
update marts.obligations
set state = 'broken', late_by = epoch(getvariable('now') - due_at)::bigint
where discharged_at is null and state in ('open', 'broken') 
    and (due_at < getvariable('now') or (due_at = getvariable('now') and ends_with(due_rule, '_day')));
