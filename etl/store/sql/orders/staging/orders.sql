-- pages(body): whole answers of GET /orders, as they came.
-- Out: landed_records, staged_records, misfit_records (etl/store/warehouse/records.py says what they hold).
create or replace temp table landed_records as
with items as (
    -- One pass over a page for all its fields: both lists have its items in their order. A record that is not an object,
    -- or whose part is of another kind, becomes nulls here and is judged below.
    select
        unnest(json_extract(body, '$.items[*]')) as payload,
        unnest(json_transform(body, '{"items": [{
        "orderId": "VARCHAR", "reference": "VARCHAR", "businessOrder": "VARCHAR",
        "salesChannel": {"id": "VARCHAR", "name": "VARCHAR"}, "customer": {"reference": "VARCHAR"},
        "purchasedAt": "VARCHAR", "createdAt": "VARCHAR", "updatedAt": "VARCHAR", "shippedAtMax": "VARCHAR",
        "status": "VARCHAR", "payment": {"method": "VARCHAR"}, "currencyCode": "VARCHAR", "supplyMode": "VARCHAR",
        "totalPrice": {"offerPrice": "VARCHAR", "sellingPrice": "VARCHAR"},
        "lines": [{
            "orderLineId": "VARCHAR", "status": "VARCHAR", "quantity": "VARCHAR",
            "totalPrice": {"offerPrice": "VARCHAR", "sellingPrice": "VARCHAR"},
            "offerPrice": {
                "unitSalesPrice": "VARCHAR", "shippingCost": "VARCHAR",
                "commission": {"amountWithVat": "VARCHAR", "amountWithTax": "VARCHAR"}
            },
            "offer": {
                "id": "VARCHAR", "sellerProductId": "VARCHAR", "supplyMode": "VARCHAR", "productId": "VARCHAR",
                "productTitle": "VARCHAR", "productGtin": "VARCHAR", "condition": "VARCHAR"
            },
            "delivery": {
                "mode": "VARCHAR", "promisedAtMin": "VARCHAR", "promisedAtMax": "VARCHAR", "shippedAtMax": "VARCHAR"
            },
            "shippingAddress": {
                "civility": "VARCHAR", "firstName": "VARCHAR", "lastName": "VARCHAR", "companyName": "VARCHAR",
                "pickupId": "VARCHAR", "pickupName": "VARCHAR", "addressLine1": "VARCHAR", "addressLine2": "VARCHAR",
                "addressLine3": "VARCHAR", "postalCode": "VARCHAR", "city": "VARCHAR", "stateOrRegion": "VARCHAR",
                "countryCode": "VARCHAR", "phone": "VARCHAR", "email": "VARCHAR"
            },
            "parcels": [{"parcelNumber": "VARCHAR", "carrierName": "VARCHAR", "trackingUrl": "VARCHAR"}]
        }]
    }]}').items) as fields
    from pages
)
select
    payload,
    md5_number_lower(coalesce(payload::varchar, 'null')) as payload_hash,
    -- what order_drift.sql looks at; here, because this pass runs on all cores and the narrow ones below on one
    json_keys(payload, ['$', '$.lines[0]', '$.lines[0].offer', '$.lines[0].delivery']) as keys,
    fields
from items;

-- Narrow from here on: what is judged and compared is a few columns beside landed_records' rowid.
create or replace temp table judged_orders as
select
    rowid as landed_row,
    fields.orderid as order_id,
    fields.reference as alias,
    try_cast(fields.createdat as timestamptz) as created_at,
    try_cast(fields.updatedat as timestamptz) as updated_at,
    payload_hash,
    case
        when fields.orderid is null or fields.orderid = '' then 'orderId is missing'
        when fields.status is null or fields.status = '' then 'status is missing'
        when coalesce(try_cast(fields.createdat as timestamptz) not between '0001-01-01' and '2199-12-31', true)
            then 'createdAt is not an instant'
        when coalesce(try_cast(fields.updatedat as timestamptz) not between '0001-01-01' and '2199-12-31', true)
            then 'updatedAt is not an instant'
        when fields.lines is null or len(fields.lines) = 0 then 'lines is not a list of lines'
        when len(list_filter(fields.lines, lambda l: l.orderlineid is null)) > 0 then 'orderLineId of a line is missing'
        when len(list_distinct(list_transform(fields.lines, lambda l: l.orderlineid))) < len(fields.lines)
            then 'orderLineId of two lines is the same'
        when len(list_filter(fields.lines, lambda l: coalesce(try_cast(l.quantity as integer), -1) < 0)) > 0
            then 'quantity of a line is not a whole number'
        when len(list_filter(fields.lines, lambda l:
            l.totalprice.sellingprice is not null and try_cast(l.totalprice.sellingprice as decimal(12, 2)) is null)) > 0
            then 'totalPrice of a line is not an amount'
        when fields.totalprice.sellingprice is not null
            and try_cast(fields.totalprice.sellingprice as decimal(12, 2)) is null
            then 'totalPrice is not an amount'
    end as misfit
from landed_records;

create or replace temp table staged_records as
select landed_row, order_id as key, alias, created_at, updated_at, payload_hash
from judged_orders
where misfit is null
qualify row_number() over (partition by order_id order by updated_at desc, landed_row desc) = 1;

create or replace temp table misfit_records as
-- a record without its id is known by its reference, if by anything
select coalesce(j.order_id, j.alias) as key, j.misfit as reason, l.payload, l.payload_hash
from judged_orders as j
join landed_records as l on l.rowid = j.landed_row
where j.misfit is not null;

drop table judged_orders;
