-- pages(body): whole answers of GET /offers, as they came.
-- Out: landed_records, staged_records, misfit_records (etl/store/warehouse/records.py says what they hold).
-- Where the stock of an offer stands is not attested (octopia-api section 11): every place a client has seen is read.
create or replace temp table landed_records as
with items as (
    select unnest(from_json(body, '{"items": ["JSON"]}').items) as payload from pages
)
select
    payload,
    md5_number_lower(coalesce(payload::varchar, 'null')) as payload_hash,
    json_transform(payload, '{
        "offerId": "VARCHAR", "sellerExternalReference": "VARCHAR", "offerState": "VARCHAR", "condition": "VARCHAR",
        "product": {"gtin": "VARCHAR", "title": "VARCHAR", "name": "VARCHAR"}, "productTitle": "VARCHAR",
        "facialPrice": {"price": "VARCHAR", "currencyCode": "VARCHAR"},
        "price": {"price": "VARCHAR", "currencyCode": "VARCHAR"},
        "quantity": "VARCHAR", "stockQuantity": "VARCHAR", "stock": {"quantity": "VARCHAR"},
        "stocks": [{"quantity": "VARCHAR"}],
        "salesChannelId": "VARCHAR", "updatedAt": "VARCHAR"
    }') as fields
from items;

create or replace temp table staged_records as
select
    rowid as landed_row,
    fields.offerid as key,
    fields.sellerexternalreference as alias,
    try_cast(fields.updatedat as timestamptz) as updated_at,
    payload_hash
from landed_records
where fields.offerid is not null
qualify row_number() over (partition by fields.offerid order by updated_at desc nulls last, rowid desc) = 1;

create or replace temp table misfit_records as
select fields.sellerexternalreference as key, 'offerId is missing' as reason, payload, payload_hash
from landed_records
where fields.offerid is null;
