delete from core.requests where request_id in (select key from changed_records);
insert into core.requests
select
    c.key, l.fields ->> '$.threadId', l.fields ->> '$.state', c.updated_at, c.payload_hash, getvariable('fetched_at'),
    getvariable('run_id'), 0, false
from changed_records as c
join landed_records as l on l.rowid = c.landed_row;
