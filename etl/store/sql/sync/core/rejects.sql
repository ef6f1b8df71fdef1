-- misfit_records into core.rejects; a record that fits at last leaves it. Variables: resource, run_id, fetched_at.
-- What could not be read at all stands in for itself (etl/sync/engine/damage.py): it tells its id and its reason.
update misfit_records
set
    key = coalesce(json_extract_string(payload, '$.known_as'), key),
    reason = json_extract_string(payload, '$.unreadable_record')
where json_extract_string(payload, '$.unreadable_record') is not null;

delete from core.rejects
where resource = getvariable('resource') and key in (select unnest([key, alias]) from staged_records);

insert into core.rejects
select distinct
    getvariable('resource'), m.key, m.reason, m.payload, m.payload_hash, getvariable('run_id'), getvariable('fetched_at')
from misfit_records as m
where not exists (
    select 1 from core.rejects as r where r.resource = getvariable('resource') and r.payload_hash = m.payload_hash
);
