-- orders, order_lines -> units ordered by listing and Paris day, of orders that we ship. Variables: first_day.
select
    l.seller_product_id,
    timezone('Europe/Paris', o.created_at)::date as day,
    sum(l.quantity)::bigint as unit_count
from orders as o
join order_lines as l on l.order_id = o.order_id
where l.seller_product_id is not null
    and not o.is_missing
    and coalesce(o.supply_mode, 'Seller') = 'Seller'
    and o.status not in ('Rejected', 'PaymentRefused')
    and not starts_with(o.status, 'Blocked')
    and timezone('Europe/Paris', o.created_at)::date >= getvariable('first_day')
group by all;
