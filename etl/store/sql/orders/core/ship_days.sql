-- staged_records: the orders shipped between two instants. They get a Shipped event with these bounds, unless a closer one
-- is known. Variables: run_id, fetched_at, first_at, last_at.
create or replace temp table dated_orders as
select s.key as order_id
from staged_records as s
where not exists (
    select 1
    from core.order_status_events as e
    where e.order_id = s.key and e.to_status = 'Shipped' and e.source <> 'first_seen'
);

insert into core.order_status_events
select order_id, null, 'Shipped', getvariable('fetched_at'), getvariable('first_at'), getvariable('last_at'), 'shipped_window', getvariable('run_id')
from dated_orders;

update core.orders set run_id = getvariable('run_id') where order_id in (select order_id from dated_orders);
