-- What the orders that wait for the seller's own answer need of each listing. Grain: an order and a seller's reference.
with waiting as (
    select w.order_id, w.due_at, w.total_selling_price as value, w.currency_code
    from marts.open_orders as w
    where w.kind = 'accept_order' and w.status = 'WaitingAcceptance' and w.supply_mode = 'Seller'
        and w.order_id not in (
            select o.order_id
            from marts.orders as o
            where o.is_missing and o.order_id in (select x.order_id from marts.open_orders as x)
        )
),
needs as (
    select l.order_id, l.seller_product_id, sum(l.quantity)::bigint as needed
    from marts.order_lines as l
    where l.status = 'WaitingAcceptance' and l.order_id in (select order_id from waiting)
    group by all
),
stock as (
    select seller_product_id, sum(stock_quantity)::bigint as stock_quantity
    from marts.offers
    where seller_product_id is not null
    group by seller_product_id
)
select
    waiting.order_id,
    waiting.due_at,
    waiting.value,
    waiting.currency_code,
    needs.seller_product_id,
    needs.needed,
    stock.stock_quantity,
    coalesce(promised.promised_units, 0)::bigint as promised_units
from waiting
join needs on needs.order_id = waiting.order_id
left join stock on stock.seller_product_id = needs.seller_product_id
left join marts.promised_stock as promised on promised.seller_product_id = needs.seller_product_id
order by waiting.due_at nulls last, waiting.order_id
