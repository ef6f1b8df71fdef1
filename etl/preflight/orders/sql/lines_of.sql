-- The lines of a few orders with the stock of their listings. Grain: an order line.
-- `promised` counts the units of the same listing that other orders, not shipped yet, are waiting for.
with wanted as materialized (
    select
        order_id, order_line_id, status, quantity, seller_product_id, product_title, condition, unit_sales_price,
        shipping_cost, total_selling_price, delivery_mode, promised_from_at, promised_until_at, ship_by_at
    from order_lines
    where order_id in (select unnest($order_ids::varchar[]))
),
stock as (
    select seller_product_id, cast(sum(stock_quantity) as bigint) as stock_quantity
    from offers
    where seller_product_id in (select seller_product_id from wanted)
    group by seller_product_id
),
promised as (
    select seller_product_id, promised_units as units from promised_stock
)
select
    wanted.*,
    stock.stock_quantity,
    coalesce(promised.units, 0)
    - coalesce(
        cast(
            sum(wanted.quantity) filter (where wanted.status in ('WaitingAcceptance', 'Accepted', 'InPreparation'))
                over (partition by wanted.order_id, wanted.seller_product_id) as bigint
        ),
        0
    ) as promised
from wanted
left join stock on wanted.seller_product_id = stock.seller_product_id
left join promised on wanted.seller_product_id = promised.seller_product_id
order by wanted.order_id, wanted.order_line_id
