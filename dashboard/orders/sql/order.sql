-- One order.
select
    order_id, reference, sales_channel_id, sales_channel_name, is_business_order, supply_mode, customer_id, status,
    payment_method, currency_code, purchased_at, created_at, updated_at, ship_by_at, total_selling_price, line_count,
    unit_count, country_code, department_code, parcel_count, is_missing
from orders
where order_id = $order_id
