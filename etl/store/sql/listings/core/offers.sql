-- staged_offers into raw and core. Variables: run_id, fetched_at.
create or replace temp table changed_offers as
select s.*
from staged_offers as s
left join core.offers as c on c.offer_id = s.offer_id
where c.offer_id is null or c.payload_hash <> s.payload_hash;

insert into raw.offers
select c.offer_id, l.payload, c.payload_hash, try_cast(l.fields.updatedat as timestamptz), getvariable('fetched_at'), getvariable('run_id')
from changed_offers as c
join landed_offers as l on l.rowid = c.landed_row;

delete from core.offers where offer_id in (select offer_id from changed_offers);

insert into core.offers
select
    c.offer_id,
    l.fields.sellerexternalreference,
    l.fields.product.gtin,
    coalesce(l.fields.product.title, l.fields.product.name, l.fields.producttitle),
    l.fields.offerstate,
    l.fields.condition,
    try_cast(coalesce(l.fields.facialprice.price, l.fields.price.price) as decimal(12, 2)),
    coalesce(l.fields.facialprice.currencycode, l.fields.price.currencycode),
    try_cast(coalesce(
        l.fields.quantity, l.fields.stockquantity, l.fields.stock.quantity, l.fields.stocks[1].quantity
    ) as integer),
    l.fields.saleschannelid,
    try_cast(l.fields.updatedat as timestamptz),
    c.payload_hash,
    getvariable('fetched_at'),
    getvariable('run_id')
from changed_offers as c
join landed_offers as l on l.rowid = c.landed_row;

delete from core.rejects where resource = 'offers' and key in (select l.fields.sellerexternalreference from landed_offers as l join staged_offers as s on s.landed_row = l.rowid);

insert into core.rejects
select distinct 'offers', m.key, m.reason, m.payload, m.payload_hash, getvariable('run_id'), getvariable('fetched_at')
from misfit_offers as m
where not exists (select 1 from core.rejects as r where r.resource = 'offers' and r.payload_hash = m.payload_hash);

-- What the stock was, from the first time it was read: a row per change seen, the offers of a reference taken together.
-- It has been so since the marketplace last changed one of them, however much later we read it.
insert into core.listing_stock_events
with standing as (
    select seller_product_id, sum(stock_quantity)::bigint as stock_quantity, max(updated_at) as updated_at
    from core.offers
    where seller_product_id in (
        select l.fields.sellerexternalreference from landed_offers as l join staged_offers as s on s.landed_row = l.rowid
    )
    group by seller_product_id
),
known as (
    select seller_product_id, stock_quantity, since_at
    from core.listing_stock_events
    where seller_product_id in (select seller_product_id from standing)
    qualify row_number() over (partition by seller_product_id order by since_at desc, run_id desc, rowid desc) = 1
)
select
    standing.seller_product_id,
    standing.stock_quantity,
    -- without a date of the marketplace's it is when we read it; greatest passes over the null of a first row
    least(getvariable('fetched_at'), greatest(coalesce(standing.updated_at, getvariable('fetched_at')), known.since_at)),
    getvariable('run_id')
from standing
left join known on known.seller_product_id = standing.seller_product_id
where known.seller_product_id is null or known.stock_quantity is distinct from standing.stock_quantity;
