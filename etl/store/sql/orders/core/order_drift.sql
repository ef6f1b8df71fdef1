-- What the marketplace sends that the contract does not know: fields nobody reads, values of enumerations nobody knows.
-- Source of the known ones: octopia-api sections 3.2 and 3.4. Out: drift_seen.
create or replace temp table drift_seen as
with known(path, keys) as (
    values
    ('$', ['orderId', 'reference', 'businessOrder', 'salesChannel', 'seller', 'customer', 'purchasedAt', 'createdAt',
        'updatedAt', 'shippedAtMax', 'status', 'payment', 'currencyCode', 'billingAddress', 'totalPrice', 'lines',
        'serviceFees', 'statusEvents', 'cancellationDetails', 'supplyMode']),
    ('$.lines[]', ['orderLineId', 'status', 'quantity', 'totalPrice', 'offerPrice', 'sellingPrice', 'offer', 'delivery',
        'shippingAddress', 'parcels', 'productAttributes', 'statusEvents']),
    ('$.lines[].offer', ['id', 'sellerProductId', 'supplyMode', 'productId', 'productTitle', 'productGtin', 'condition']),
    ('$.lines[].delivery', ['mode', 'promisedAtMin', 'promisedAtMax', 'shippedAtMax'])
),
shapes as (
    select any_value(l.landed_row) as landed_row, any_value(l.key) as example, count(*) as record_count
    from (select r.shape, c.landed_row, c.key from changed_records as c join landed_records as r on r.rowid = c.landed_row) as l
    group by l.shape
),
fields as (
    select
        unnest(keys_of_record(l.payload)[1:4]) as found,
        unnest(['$', '$.lines[]', '$.lines[].offer', '$.lines[].delivery']) as path,
        s.example,
        s.record_count
    from shapes as s
    join landed_records as l on l.rowid = s.landed_row
),
unknown_fields as (
    select 'unknown_field' as kind, f.path || '.' || f.key as path, any_value(f.example) as example, sum(f.record_count) as record_count
    from (select unnest(found) as key, path, example, record_count from fields) as f
    join known as k on k.path = f.path
    where not list_contains(k.keys, f.key)
    group by 1, 2
),
unknown_values as (
    select 'unknown_value' as kind, '$.status = ' || left(status, 40) as path, any_value(order_id) as example, count(*) as record_count
    from typed_orders
    where status not in (
        'Processing', 'WaitingAcceptance', 'Accepted', 'Refused', 'InPreparation', 'Shipped', 'Delivered', 'Cancelled', 'Rejected'
    )
    group by 1, 2
    union all
    select 'unknown_value', '$.lines[].offer.supplyMode = ' || left(mode, 40), any_value(order_id), count(*)
    from (select order_id, unnest(modes) as mode from own_lines)
    where mode <> 'Seller'
    group by 1, 2
    union all
    -- their keys alone: what stands behind them may be anything
    select 'unknown_value', '$.statusEvents[] = ' || left(coalesce(list_sort(keys)::varchar, 'no object'), 60), any_value(order_id), count(*)
    from told_events
    where happened_at is null or status is null
    group by 1, 2
)
select * from unknown_fields
union all
select * from unknown_values;

drop table typed_orders;
drop table own_lines;
