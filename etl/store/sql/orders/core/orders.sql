-- changed_records into the tables of orders. Variables: run_id, fetched_at.
insert into core.order_status_events
select
    c.key,
    c.former_status,
    l.fields.status,
    getvariable('fetched_at'),
    -- seen for the first time: not before it was made, and nobody knows when if it does not say
    if(
        c.is_first_sight and c.created_at is null,
        null,
        least(coalesce(c.former_fetched_at, c.created_at), c.updated_at, getvariable('fetched_at'))
    ),
    -- a marketplace clock that runs ahead of ours must not date a change after we saw it
    least(c.updated_at, getvariable('fetched_at')),
    if(c.is_first_sight, 'first_seen', 'poll'),
    getvariable('run_id')
from changed_records as c
join landed_records as l on l.rowid = c.landed_row
where c.is_first_sight or c.former_status is distinct from l.fields.status;

-- What the marketplace itself tells of an order's past (octopia-api 16.9: nobody has seen its shape): objects that hold a
-- status and an instant, whatever their keys are called. Where two statuses stand in one, it is not the one it came from.
create or replace temp table told_events as
with told as (
    select
        c.key as order_id,
        unnest(json_transform(if(json_type(l.fields.statusevents) = 'ARRAY', l.fields.statusevents, '[null]'), '["MAP(VARCHAR, VARCHAR)"]')) as event
    from changed_records as c
    join landed_records as l on l.rowid = c.landed_row
    where l.fields.statusevents is not null
),
read as (
    select
        order_id,
        event,
        list_filter(map_entries(event), lambda e: regexp_full_match(e.value, '[A-Za-z]+') and e.value not in ('true', 'false'))
            as words,
        list_filter(list_transform(map_values(event), lambda v: read_moment(v)), lambda x: x is not null)[1] as happened_at
    from told
)
select
    order_id,
    happened_at,
    coalesce(
        list_filter(words, lambda e: e.value in (
            'Processing', 'WaitingAcceptance', 'Accepted', 'Refused', 'InPreparation', 'Shipped', 'Delivered', 'Cancelled',
            'Rejected'
        ) and not regexp_matches(lower(e.key), 'from|old|prev'))[1],
        list_filter(words, lambda e: regexp_matches(lower(e.key), 'stat'))[1]
    ).value as status,
    map_keys(event) as keys
from read;

insert into core.order_status_events
with dated as (
    select
        order_id,
        lag(status) over (partition by order_id order by happened_at) as from_status,
        status,
        happened_at
    from told_events
    -- what has not happened yet by our clock is told again with the order's next change
    where happened_at <= getvariable('fetched_at') and status is not null
)
select
    order_id, from_status, status, getvariable('fetched_at'), happened_at, happened_at, 'status_event', getvariable('run_id')
from dated
where (order_id, status, happened_at) not in (
    select (order_id, to_status, not_after_at)
    from core.order_status_events
    where source = 'status_event' and order_id in (select order_id from dated)
);

create or replace temp table changed_lines as
select
    order_id,
    line,
    place,
    coalesce(line.offer.supplymode, supply_mode) as supply_mode,
    -- of two lines with one id the last is kept; what either obliges to is owed all the same
    (landed_row, place) not in (select (landed_row, place) from doubled_lines) as is_kept
from (
    select
        c.key as order_id,
        c.landed_row,
        l.fields.supplymode as supply_mode,
        unnest(l.fields.lines) as line,
        unnest(range(len(l.fields.lines))) as place
    from changed_records as c
    join landed_records as l on l.rowid = c.landed_row
)
where not is_no_line(line);

create or replace temp table own_lines as
with judged as (
    select
        order_id,
        place,
        supply_mode,
        -- The seller's to ship is what nobody says the marketplace's warehouse ships; an unknown mode is the seller's.
        coalesce(supply_mode, 'Seller') not in ('Fulfillment', 'Xdock') as is_own,
        coalesce(line.status in ('Cancelled', 'CancelledByCustomer', 'AutomaticCancellation', 'Refused', 'Rejected'), false)
            as is_cancelled,
        coalesce(line.status in ('Shipped', 'Delivered'), false) as is_shipped,
        line.delivery.shippedatmax as shipped_at_max
    from changed_lines
)
select
    order_id,
    list(distinct supply_mode) filter (is_own) as modes,
    case
        when not bool_or(is_own) then first(supply_mode order by place)
        when bool_or(is_own and supply_mode = 'Seller') then 'Seller'
    end as supply_mode,
    -- Lines that are still to be shipped count; of an order that has none left those that were shipped do, and of a
    -- cancelled one all.
    coalesce(
        list(shipped_at_max) filter (is_own and not is_cancelled and not is_shipped),
        list(shipped_at_max) filter (is_own and not is_cancelled),
        list(shipped_at_max) filter (is_own)
    ) as ship_bys
from judged
group by order_id;

create or replace temp table typed_orders as
select
    c.key as order_id,
    l.fields.reference as reference,
    l.fields.saleschannel.id as sales_channel_id,
    l.fields.saleschannel.name as sales_channel_name,
    try_cast(l.fields.businessorder as boolean) as is_business_order,
    if(
        o.order_id is null and l.fields.supplymode in ('Seller', 'Fulfillment', 'Xdock'), l.fields.supplymode, o.supply_mode
    ) as supply_mode,
    l.fields.customer.reference as customer_id,
    l.fields.status as status,
    l.fields.payment.method as payment_method,
    l.fields.currencycode as currency_code,
    read_instant(l.fields.purchasedat) as purchased_at,
    c.created_at,
    c.updated_at,
    -- The earliest that is known, by its end: a day ends with the midnight after it.
    -- Mostly all lines and the order say the same.
    case
        when list_unique(list_append(o.ship_bys, l.fields.shippedatmax)) < 2
            then read_ship_by(list_max(list_append(o.ship_bys, l.fields.shippedatmax)))
        else list_min(list_transform(
            list_filter(
                list_transform(list_append(o.ship_bys, l.fields.shippedatmax), lambda x: read_ship_by(x)),
                lambda x: x is not null
            ),
            lambda x: {'ends_at': ends_at(x), 'ship_by_at': x}
        )).ship_by_at
    end as ship_by_at,
    try_cast(l.fields.totalprice.offerprice as decimal(12, 2)) as total_offer_price,
    try_cast(l.fields.totalprice.sellingprice as decimal(12, 2)) as total_selling_price,
    c.payload_hash,
    getvariable('fetched_at') as fetched_at,
    getvariable('run_id') as run_id,
    0 as absent_count,
    false as is_missing,
    list_concat(
        c.damaged_fields,
        if(
            l.fields.statusevents not in ('[]', 'null')
                and c.key in (select order_id from told_events where happened_at is null or status is null),
            ['statusEvents'],
            []
        )
    ) as damaged_fields
from changed_records as c
join landed_records as l on l.rowid = c.landed_row
left join own_lines as o on o.order_id = c.key;

-- not a merge: it would read every column of every order to replace a few
delete from core.orders where order_id in (select key from changed_records where not is_first_sight);
insert into core.orders by name select * from typed_orders;

delete from core.order_lines where order_id in (select key from changed_records where not is_first_sight);
insert into core.order_lines
select
    order_id,
    line.orderlineid,
    line.status,
    read_quantity(line.quantity),
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
    read_instant(line.delivery.promisedatmin),
    read_instant(line.delivery.promisedatmax),
    read_ship_by(line.delivery.shippedatmax),
    line.shippingaddress.countrycode,
    department_of(line.shippingaddress.postalcode, line.shippingaddress.countrycode)
from changed_lines
where is_kept;

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
where is_kept and line.shippingaddress is not null;

create or replace temp table replaced_shipments as
select order_id, order_line_id, parcel_number, min(first_seen_at) as first_seen_at
from core.shipments
where order_id in (select key from changed_records where not is_first_sight)
group by all;

delete from core.shipments where order_id in (select key from changed_records where not is_first_sight);
insert into core.shipments
with parcels as (
    -- a parcel may be told twice
    select distinct order_id, line.orderlineid as order_line_id, unnest(line.parcels) as parcel from changed_lines where is_kept
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
    and r.order_line_id is not distinct from p.order_line_id
    and r.parcel_number is not distinct from p.parcel.parcelnumber
where p.parcel is not null;

drop table changed_lines;
