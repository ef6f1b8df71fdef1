-- What service_level_cases.sql and listing_sales_days.sql read of the orders in recounted(order_id), as it stands before the build: few columns, few
-- rows, each with its place in its table, so that nothing is searched for twice.
create or replace temp view narrow_orders as
select
    rowid as row_id, order_id, supply_mode, is_missing, status, created_at, accepted_at, refused_at, payable_at, shipped_at,
    cancelled_at, sales_channel_id, carrier_name, department_code, seller_product_ids, is_tracked
from marts.orders;

create or replace temp view narrow_order_lines as
select rowid as row_id, order_id, order_line_id, status, quantity, seller_product_id, department_code from marts.order_lines;

create or replace temp view narrow_obligations as
select rowid as row_id, order_id, kind, state, alert_at, due_at, discharged_at, discharged_by from marts.obligations;

create or replace temp table recounted_orders as
from narrow_orders where order_id in (select order_id from recounted);

create or replace temp table recounted_order_lines as
from narrow_order_lines where order_id in (select order_id from recounted);

create or replace temp table recounted_obligations as
from narrow_obligations where order_id in (select order_id from recounted);

set variable last_order = (select coalesce(max(rowid), -1) from marts.orders);
set variable last_order_line = (select coalesce(max(rowid), -1) from marts.order_lines);
set variable last_obligation = (select coalesce(max(rowid), -1) from marts.obligations);
