-- What service_level_cases.sql reads of the orders in recounted(order_id): the same columns, few rows.
create or replace temp table recounted_orders as
select
    order_id, supply_mode, is_missing, status, created_at, accepted_at, refused_at, payable_at, shipped_at, cancelled_at,
    sales_channel_id, carrier_name, department_code, seller_product_ids, is_tracked
from marts.orders
where order_id in (select order_id from recounted);

create or replace temp table recounted_lines as
select order_id, order_line_id, status, seller_product_id, department_code
from marts.order_lines
where order_id in (select order_id from recounted);

create or replace temp table recounted_obligations as
select order_id, kind, state, alert_at, due_at, discharged_at, discharged_by
from marts.obligations
where order_id in (select order_id from recounted);
