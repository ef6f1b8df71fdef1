-- pages(body): whole answers of GET /orders, as they came.
-- Out: landed_records, staged_records, misfit_records (etl/store/warehouse/records.py says what they hold); and
-- doubled_records, one row as soon as a key stands twice in an object of a record: then the pages are written anew, with
-- the last of equal keys, and read again.
--
-- Rejected is only what has no id or no status. Whatever else is damaged becomes null and is named in damaged_fields: no
-- deadline may disappear because another field of its order cannot be read.

-- ISO 8601, without a zone in UTC (octopia-api 14). Stricter than a cast, which takes "epoch", "infinity" and names of zones.
create or replace temp macro read_instant(written) as case
    when regexp_full_match(
        written, '\d{4}-\d{2}-\d{2}([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)?)?'
    ) then try_cast(written as timestamptz)
end;

-- An instant that something can have happened at.
create or replace temp macro read_moment(written) as
    list_filter([read_instant(written)], lambda x: x between '1971-01-01' and '2199-12-31')[1];

-- A ship-by as one instant: midnight in Paris names the day that begins then, and so does a date alone (seller-rules M4a).
-- What lies outside the calendar says "none", the marketplace's 0001-01-01 first of all.
create or replace temp macro read_ship_by(written) as list_filter(
    [if(length(written) = 10, timezone('Europe/Paris', try_cast(written as timestamp)), read_instant(written))],
    lambda x: x between '1971-01-01' and '2199-12-31'
)[1];

-- When what a ship-by gives is over.
create or replace temp macro ends_at(ship_by_at) as case
    when timezone('Europe/Paris', ship_by_at)::time = time '00:00'
        then timezone('Europe/Paris', timezone('Europe/Paris', ship_by_at) + interval 1 day)
    else ship_by_at
end;

-- The department of a postcode, as etl/domain/orders/departments.py says it; a test holds the two together.
create or replace temp macro department_of(postcode, country) as case
    when not coalesce(regexp_full_match(postcode, '[0-9]{5}'), false) then null
    when upper(trim(country)) = 'FR' then case
        when regexp_matches(postcode, '^20[01]') then '2A'
        when regexp_matches(postcode, '^20[26]') then '2B'
        when regexp_matches(postcode, '^(97[1-8]|98[4678])') then postcode[1:3]
        when regexp_matches(postcode, '^(0[1-9]|1[0-9]|2[1-9]|[3-8][0-9]|9[0-5])') then postcode[1:2]
    end
    when list_contains(
        map {
            'GP': ['971'], 'MQ': ['972'], 'GF': ['973'], 'RE': ['974'], 'PM': ['975'], 'YT': ['976'],
            'BL': ['977'], 'MF': ['978'], 'WF': ['986'], 'PF': ['987'], 'NC': ['988']
        }[upper(trim(country))],
        postcode[1:3]
    ) or (upper(trim(country)), postcode) in (('BL', '97133'), ('MF', '97150')) then postcode[1:3]
end;

create or replace temp macro is_unreadable_instant(written) as written is not null and read_instant(written) is null;
create or replace temp macro is_unreadable_amount(written) as
    written is not null and try_cast(written as decimal(12, 2)) is null;
create or replace temp macro read_quantity(written) as case
    when try_cast(written as decimal(18, 3)) between 0 and 2147483647 and try_cast(written as decimal(18, 3)) % 1 = 0
        then try_cast(written as integer)
end;
-- A text, a number or an object of something else stands where a line should.
create or replace temp macro is_no_line(line) as
    line is null or coalesce(line.orderlineid, line.status, line.offer.sellerproductid, line.delivery.shippedatmax) is null;

create or replace temp macro is_whole(fields) as coalesce(
    read_moment(fields.createdat) is not null
    and read_moment(fields.updatedat) is not null
    and not is_unreadable_instant(fields.purchasedat)
    and not is_unreadable_instant(fields.shippedatmax)
    and not is_unreadable_amount(fields.totalprice.offerprice)
    and not is_unreadable_amount(fields.totalprice.sellingprice)
    and len(fields.lines) > 0
    and not list_bool_or(list_transform(fields.lines, lambda line:
        line.orderlineid is null
        or line.status is null
        or read_quantity(line.quantity) is null
        or is_unreadable_amount(line.totalprice.offerprice)
        or is_unreadable_amount(line.totalprice.sellingprice)
        or is_unreadable_amount(line.offerprice.unitsalesprice)
        or is_unreadable_amount(line.offerprice.shippingcost)
        or is_unreadable_instant(line.delivery.shippedatmax)
        or is_unreadable_instant(line.delivery.promisedatmin)
        or is_unreadable_instant(line.delivery.promisedatmax)
    ))
    and (len(fields.lines) = 1 or list_unique(list_transform(fields.lines, lambda line: line.orderlineid)) = len(fields.lines)),
    false
);

-- The first four are those that order_drift.sql looks at. Few orders have more than two lines.
create or replace temp macro keys_of_record(payload) as json_keys(payload, [
    '$', '$.lines[0]', '$.lines[0].offer', '$.lines[0].delivery', '$.lines[0].offerPrice', '$.lines[0].totalPrice',
    '$.lines[0].offerPrice.commission', '$.lines[0].shippingAddress', '$.lines[0].parcels[0]', '$.salesChannel',
    '$.customer', '$.payment', '$.totalPrice', '$.statusEvents[0]', '$.lines[1]', '$.lines[1].offer', '$.lines[1].delivery',
    '$.lines[1].offerPrice', '$.lines[1].totalPrice', '$.lines[1].shippingAddress'
]);
create or replace temp macro keys_of_lines(payload) as list_concat(
    json_keys(payload, '$.lines[*]'),
    json_keys(payload, '$.lines[*].offer'),
    json_keys(payload, '$.lines[*].delivery'),
    json_keys(payload, '$.lines[*].offerPrice'),
    json_keys(payload, '$.lines[*].totalPrice'),
    json_keys(payload, '$.lines[*].shippingAddress')
);

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
        "totalPrice": {"offerPrice": "VARCHAR", "sellingPrice": "VARCHAR"}, "statusEvents": "JSON",
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
    -- Which keys stand where, as one number: order_drift.sql and doubled_records look at one record of each. Here, because
    -- this pass runs on all cores and the narrow ones below on one.
    hash(
        keys_of_record(payload),
        case when len(fields.lines) > 2 then keys_of_lines(payload) end,
        case when fields.statusevents is not null then json_keys(payload, '$.statusEvents[*]') end
    ) as shape,
    -- Nearly all are, and to see that costs less than to look for the names of what is not.
    is_whole(fields) as is_whole,
    fields
from items;

-- The shapes are few, so each is looked at once.
create or replace temp table doubled_records as
-- materialized: else every record is taken apart before the join leaves a few
with examples as materialized (
    select payload
    from landed_records
    where rowid in (select min(rowid) from landed_records group by shape)
)
select payload
from examples
where list_bool_or(list_transform(
    list_concat(keys_of_record(payload), keys_of_lines(payload), json_keys(payload, '$.statusEvents[*]')),
    lambda keys: len(keys) > len(list_distinct(keys))
))
limit 1;

-- Of two lines with one id the last counts: the others by their place, from 0. By rows: a list that looks into itself for
-- each of 5,000 lines takes the square of them in memory.
create or replace temp table doubled_lines as
select landed_row, place
from (
    select
        rowid as landed_row,
        unnest(list_transform(fields.lines, lambda x: x.orderlineid)) as order_line_id,
        unnest(range(len(fields.lines))) as place
    from landed_records
    where not is_whole and len(fields.lines) > 1
)
where order_line_id is not null
qualify place < max(place) over (partition by landed_row, order_line_id);

create or replace temp table damaged_records as
select
    l.rowid as landed_row,
    list_filter(
        list_concat(
            [
                if(read_moment(fields.createdat) is null, 'createdAt', null),
                if(read_moment(fields.updatedat) is null, 'updatedAt', null),
                if(is_unreadable_instant(fields.purchasedat), 'purchasedAt', null),
                if(is_unreadable_instant(fields.shippedatmax), 'shippedAtMax', null),
                if(is_unreadable_amount(fields.totalprice.offerprice), 'totalPrice.offerPrice', null),
                if(is_unreadable_amount(fields.totalprice.sellingprice), 'totalPrice.sellingPrice', null),
                if(coalesce(len(fields.lines), 0) = 0, 'lines', null)
            ],
            flatten(list_transform(fields.lines, lambda line, place: case
                when is_no_line(line) then [format('lines[{}]', place - 1)]
                else [
                    if(line.orderlineid is null, format('lines[{}].orderLineId', place - 1), null),
                    if(line.status is null, format('lines[{}].status', place - 1), null),
                    if(read_quantity(line.quantity) is null, format('lines[{}].quantity', place - 1), null),
                    if(
                        is_unreadable_amount(line.totalprice.offerprice) or is_unreadable_amount(line.totalprice.sellingprice),
                        format('lines[{}].totalPrice', place - 1), null
                    ),
                    if(
                        is_unreadable_amount(line.offerprice.unitsalesprice)
                            or is_unreadable_amount(line.offerprice.shippingcost),
                        format('lines[{}].offerPrice', place - 1), null
                    ),
                    if(
                        is_unreadable_instant(line.delivery.shippedatmax),
                        format('lines[{}].delivery.shippedAtMax', place - 1), null
                    ),
                    if(
                        is_unreadable_instant(line.delivery.promisedatmin) or is_unreadable_instant(line.delivery.promisedatmax),
                        format('lines[{}].delivery.promisedAt', place - 1), null
                    )
                ]
            end)),
            d.paths
        ),
        lambda path: path is not null
    )[:100] as damaged_fields -- enough to see what is the matter
from landed_records as l
left join (
    select landed_row, list(format('lines[{}].orderLineId', place) order by place) as paths
    from doubled_lines
    group by landed_row
) as d on d.landed_row = l.rowid
where not is_whole;

-- Narrow from here on: what is judged and compared is a few columns beside landed_records' rowid.
create or replace temp table judged_orders as
select
    l.rowid as landed_row,
    fields.orderid as order_id,
    fields.reference as alias,
    read_moment(fields.createdat) as created_at,
    read_moment(fields.updatedat) as updated_at,
    payload_hash,
    coalesce(d.damaged_fields, []) as damaged_fields,
    case
        -- an object, a list or a yes where an id should be comes out of json_transform as its text
        when not regexp_matches(coalesce(fields.orderid, ''), '[^[:cntrl:][:space:]]')
            or regexp_matches(fields.orderid, '^[{\[]|^(true|false)$')
            then 'orderId is missing'
        when not regexp_matches(coalesce(fields.status, ''), '^[A-Za-z]') or fields.status in ('true', 'false')
            then 'status is missing'
    end as misfit
from landed_records as l
left join damaged_records as d on d.landed_row = l.rowid;

create or replace temp table staged_records as
select landed_row, order_id as key, alias, created_at, updated_at, payload_hash, damaged_fields
from judged_orders
where misfit is null
qualify row_number() over (partition by order_id order by updated_at desc nulls last, landed_row desc) = 1;

create or replace temp table misfit_records as
-- a record without its id is known by its reference, if by anything
select coalesce(j.order_id, j.alias) as key, j.misfit as reason, l.payload, l.payload_hash
from judged_orders as j
join landed_records as l on l.rowid = j.landed_row
where j.misfit is not null;

drop table judged_orders;
drop table damaged_records;
