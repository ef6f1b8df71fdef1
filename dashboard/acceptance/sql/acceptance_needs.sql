-- What each order that had to be answered needed of each listing when it came, what was free then, and how it was answered.
-- Grain: an order and a seller's reference. `free` is the stock seen last before, less what other open orders were waiting for;
-- null when the stock of that time is not known.
with asked as (
    select b.order_id, b.opened_at, b.discharged_by, b.discharged_at, o.total_selling_price as value, o.currency_code
    from obligations as b
    join orders as o on o.order_id = b.order_id
    where b.kind = 'accept_order' and b.opened_at >= $from_at and b.opened_at < $until_at
        and o.supply_mode = 'Seller' and not o.is_missing
),
needs as (
    select a.order_id, a.opened_at, l.seller_product_id, sum(l.quantity)::bigint as needed
    from asked as a
    join order_lines as l on l.order_id = a.order_id
    group by all
),
spans as (
    select
        order_id,
        created_at as taken_at,
        coalesce(
            shipped_at,
            refused_at,
            cancelled_at,
            case when status not in ('Processing', 'WaitingAcceptance', 'Accepted', 'InPreparation') then updated_at end
        ) as freed_at
    from orders
    where created_at < $until_at
),
steps as (
    select l.seller_product_id, s.taken_at, s.freed_at, l.quantity::bigint as units
    from spans as s
    join order_lines as l on l.order_id = s.order_id
    where (s.freed_at is null or s.freed_at >= $from_at)
        and l.seller_product_id in (select seller_product_id from needs)
),
moves as (
    select seller_product_id, taken_at as moved_at, units from steps
    union all
    select seller_product_id, freed_at, -units from steps where freed_at is not null
),
moved as (
    select seller_product_id, moved_at, sum(units) as units from moves group by all
),
promises as (
    select seller_product_id, moved_at, sum(units) over (partition by seller_product_id order by moved_at) as promised_units
    from moved
)
select
    a.order_id,
    a.opened_at,
    a.value,
    a.currency_code,
    case
        when a.discharged_by is not null then a.discharged_by
        when a.discharged_at is not null then 'cancelled'
        else 'waiting'
    end as outcome,
    n.seller_product_id,
    n.needed,
    s.since_at is not null or n.seller_product_id in (select seller_product_id from offers) as is_listed,
    (s.stock_quantity - (p.promised_units - n.needed))::bigint as free
from asked as a
join needs as n on n.order_id = a.order_id
asof left join listing_stock_events as s on s.seller_product_id = n.seller_product_id and s.since_at <= n.opened_at
asof left join promises as p on p.seller_product_id = n.seller_product_id and p.moved_at <= n.opened_at
order by a.opened_at, a.order_id, n.seller_product_id
