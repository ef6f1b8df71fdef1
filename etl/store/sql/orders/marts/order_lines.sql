-- batch(order_id) -> the rows of marts.order_lines.
select
    t.order_id,
    t.order_line_id,
    t.status,
    t.quantity,
    t.seller_product_id,
    t.offer_id,
    t.product_id,
    t.product_title,
    t.product_gtin,
    t.condition,
    t.supply_mode,
    t.unit_sales_price,
    t.shipping_cost,
    t.commission_amount,
    t.total_offer_price,
    t.total_selling_price,
    t.delivery_mode,
    if(isfinite(t.promised_from_at), t.promised_from_at, null) as promised_from_at,
    if(isfinite(t.promised_until_at), t.promised_until_at, null) as promised_until_at,
    if(t.ship_by_at between '1971-01-01' and '2199-12-31', t.ship_by_at, null) as ship_by_at,
    t.country_code,
    t.department_code
from core.order_lines as t
join batch using (order_id);
