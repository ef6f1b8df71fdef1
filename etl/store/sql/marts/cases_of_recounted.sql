-- What service_level_cases.sql reads, cut down to recounted(order_id). Precedes its text: these names hide the marts'.
with orders as (
    select * from marts.orders where order_id in (select order_id from recounted)
),
order_lines as (
    select * from marts.order_lines where order_id in (select order_id from recounted)
),
obligations as (
    select * from marts.obligations where order_id in (select order_id from recounted)
)
