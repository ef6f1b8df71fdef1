-- misfit_orders into core.rejects; a record that fits at last leaves it. Variables: run_id, fetched_at.
delete from core.rejects
where resource = 'orders' and key in (
    select unnest([s.order_id, l.fields.reference]) from staged_orders as s join landed_orders as l on l.rowid = s.landed_row
);

insert into core.rejects
select distinct 'orders', m.key, m.reason, m.payload, m.payload_hash, getvariable('run_id'), getvariable('fetched_at')
from misfit_orders as m
where not exists (
    select 1 from core.rejects as r where r.resource = 'orders' and r.payload_hash = m.payload_hash
);
