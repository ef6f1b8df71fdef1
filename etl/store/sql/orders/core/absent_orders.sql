-- absent(order_id): orders the marketplace did not find. Twice absent is missing; nothing is ever deleted.
-- Variables: run_id.
update core.orders
set absent_count = absent_count + 1, is_missing = absent_count + 1 >= 2, run_id = getvariable('run_id')
where order_id in (select order_id from absent);
