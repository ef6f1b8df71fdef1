-- changed_records into core. Variables: run_id, fetched_at.
delete from core.offers where offer_id in (select key from changed_records where not is_first_sight);

insert into core.offers
select
    c.key,
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
    c.updated_at,
    c.payload_hash,
    getvariable('fetched_at'),
    getvariable('run_id'),
    0,
    false
from changed_records as c
join landed_records as l on l.rowid = c.landed_row;

-- What the stock was, from the first time it was read: a row per change seen, the offers of a reference taken together.
-- It has been so since the marketplace last changed one of them, however much later we read it.
insert into core.listing_stock_events
with standing as (
    select seller_product_id, sum(stock_quantity)::bigint as stock_quantity, max(updated_at) as updated_at
    from core.offers
    where seller_product_id in (
        select alias from staged_records
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
