-- What is still owed, with all that a queue shows of it: small, so that no page scans a million orders to show 25.
delete from marts.open_orders;
insert into marts.open_orders by name
with owed as (
    select kind, order_id, alert_at, due_at
    from marts.obligations
    where subject_type = 'order' and discharged_at is null and state in ('open', 'broken')
),
listings as (
    select l.order_id, list(distinct l.seller_product_id order by l.seller_product_id) as seller_product_ids
    from marts.order_lines as l
    where l.order_id in (select order_id from owed)
    group by l.order_id
)
select
    o.order_id,
    owed.kind,
    owed.alert_at,
    owed.due_at,
    o.reference,
    o.customer_id,
    o.status,
    o.supply_mode,
    o.sales_channel_id,
    o.currency_code,
    o.total_selling_price,
    o.line_count,
    o.unit_count,
    o.updated_at,
    listings.seller_product_ids
from owed
join marts.orders as o on o.order_id = owed.order_id
left join listings on listings.order_id = owed.order_id
order by owed.due_at nulls last, o.order_id;

delete from marts.promised_stock;
insert into marts.promised_stock by name
select seller_product_id, sum(quantity)::bigint as promised_units
from marts.order_lines
where status in ('WaitingAcceptance', 'Accepted', 'InPreparation') and seller_product_id is not null
group by seller_product_id;
