-- The same after the build: orders in changed(order_id) stand at the end of their tables now, of the others time has moved
-- the obligations where they are.
delete from recounted_orders where order_id in (select order_id from changed);
insert into recounted_orders from narrow_orders where row_id > getvariable('last_order');

delete from recounted_order_lines where order_id in (select order_id from changed);
insert into recounted_order_lines from narrow_order_lines where row_id > getvariable('last_order_line');

create or replace temp table recounted_obligations as
from narrow_obligations
where row_id in (select row_id from recounted_obligations where order_id not in (select order_id from changed));
insert into recounted_obligations from narrow_obligations where row_id > getvariable('last_obligation');
