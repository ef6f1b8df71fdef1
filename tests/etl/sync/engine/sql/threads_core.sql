delete from core.threads where thread_id in (select key from changed_records);
insert into core.threads
select c.key, l.fields ->> '$.status', c.updated_at, c.payload_hash, getvariable('fetched_at'), getvariable('run_id'), 0, false
from changed_records as c
join landed_records as l on l.rowid = c.landed_row;
