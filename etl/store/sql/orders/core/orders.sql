-- changed_records into the tables of orders. Variables: run_id, fetched_at.
insert into core.order_status_events
select
    c.key,
    c.former_status,
    l.fields.status,
    getvariable('fetched_at'),
    least(coalesce(c.former_fetched_at, c.created_at), c.updated_at, getvariable('fetched_at')),
    -- a marketplace clock that runs ahead of ours must not date a change after we saw it
    least(c.updated_at, getvariable('fetched_at')),
    if(c.is_first_sight, 'first_seen', 'poll'),
    getvariable('run_id')
from changed_records as c
join landed_records as l on l.rowid = c.landed_row
where c.is_first_sight or c.former_status is distinct from l.fields.status;

create or replace temp table typed_orders as
select
    c.key as order_id,
    l.fields.reference as reference,
    l.fields.saleschannel.id as sales_channel_id,
    l.fields.saleschannel.name as sales_channel_name,
    try_cast(l.fields.businessorder as boolean) as is_business_order,
    coalesce(l.fields.lines[1].offer.supplymode, l.fields.supplymode) as supply_mode,
    l.fields.customer.reference as customer_id,
    l.fields.status as status,
    l.fields.payment.method as payment_method,
    l.fields.currencycode as currency_code,
    try_cast(l.fields.purchasedat as timestamptz) as purchased_at,
    c.created_at,
    c.updated_at,
    coalesce(
        try_cast(l.fields.shippedatmax as timestamptz),
        list_min(list_transform(l.fields.lines, lambda x: try_cast(x.delivery.shippedatmax as timestamptz)))
    ) as ship_by_at,
    try_cast(l.fields.totalprice.offerprice as decimal(12, 2)) as total_offer_price,
    try_cast(l.fields.totalprice.sellingprice as decimal(12, 2)) as total_selling_price,
    c.payload_hash,
    getvariable('fetched_at') as fetched_at,
    getvariable('run_id') as run_id,
    0 as absent_count,
    false as is_missing
from changed_records as c
join landed_records as l on l.rowid = c.landed_row;

-- not a merge: it would read every column of every order to replace a few
delete from core.orders where order_id in (select key from changed_records where not is_first_sight);
insert into core.orders by name select * from typed_orders;

create or replace temp table changed_lines as
select c.key as order_id, unnest(l.fields.lines) as line
from changed_records as c
join landed_records as l on l.rowid = c.landed_row;

delete from core.order_lines where order_id in (select key from changed_records where not is_first_sight);
insert into core.order_lines
select
    order_id,
    line.orderlineid,
    line.status,
    try_cast(line.quantity as integer),
    line.offer.sellerproductid,
    line.offer.id,
    line.offer.productid,
    line.offer.producttitle,
    line.offer.productgtin,
    line.offer.condition,
    line.offer.supplymode,
    try_cast(line.offerprice.unitsalesprice as decimal(12, 2)),
    try_cast(line.offerprice.shippingcost as decimal(12, 2)),
    coalesce(
        try_cast(line.offerprice.commission.amountwithvat as decimal(12, 2)),
        try_cast(line.offerprice.commission.amountwithtax as decimal(12, 2))
    ),
    try_cast(line.totalprice.offerprice as decimal(12, 2)),
    try_cast(line.totalprice.sellingprice as decimal(12, 2)),
    line.delivery.mode,
    try_cast(line.delivery.promisedatmin as timestamptz),
    try_cast(line.delivery.promisedatmax as timestamptz),
    try_cast(line.delivery.shippedatmax as timestamptz),
    line.shippingaddress.countrycode,
    -- Corsica is 2A or 2B; overseas departments have three figures
    case
        when line.shippingaddress.countrycode is distinct from 'FR' then null
        when line.shippingaddress.postalcode similar to '20[01].*' then '2A'
        when line.shippingaddress.postalcode similar to '20.*' then '2B'
        when line.shippingaddress.postalcode similar to '9[78].*' then line.shippingaddress.postalcode[1:3]
        else line.shippingaddress.postalcode[1:2]
    end
from changed_lines;

delete from core.addresses where order_id in (select key from changed_records where not is_first_sight);
insert into core.addresses
select
    order_id,
    line.orderlineid,
    line.shippingaddress.civility,
    line.shippingaddress.firstname,
    line.shippingaddress.lastname,
    line.shippingaddress.companyname,
    line.shippingaddress.pickupid,
    line.shippingaddress.pickupname,
    line.shippingaddress.addressline1,
    line.shippingaddress.addressline2,
    line.shippingaddress.addressline3,
    line.shippingaddress.postalcode,
    line.shippingaddress.city,
    line.shippingaddress.stateorregion,
    line.shippingaddress.countrycode,
    line.shippingaddress.phone,
    line.shippingaddress.email
from changed_lines
where line.shippingaddress is not null;

create or replace temp table replaced_shipments as
select order_id, order_line_id, parcel_number, min(first_seen_at) as first_seen_at
from core.shipments
where order_id in (select key from changed_records where not is_first_sight)
group by all;

delete from core.shipments where order_id in (select key from changed_records where not is_first_sight);
insert into core.shipments
with parcels as (
    -- a parcel may be told twice
    select distinct order_id, line.orderlineid as order_line_id, unnest(line.parcels) as parcel from changed_lines
)
select
    p.order_id,
    p.order_line_id,
    p.parcel.parcelnumber,
    trim(p.parcel.carriername),
    p.parcel.trackingurl,
    coalesce(r.first_seen_at, getvariable('fetched_at'))
from parcels as p
left join replaced_shipments as r
    on r.order_id = p.order_id
    and r.order_line_id = p.order_line_id
    and r.parcel_number is not distinct from p.parcel.parcelnumber
where p.parcel is not null;

drop table changed_lines;
