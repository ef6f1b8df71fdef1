-- pages(body): whole answers of GET /offers, as they came.
-- Out: landed_offers, staged_offers (one row per offer id), misfit_offers.
-- Where the stock of an offer stands is not attested (octopia-api section 11): every place a client has seen is read.
create or replace temp table landed_offers as
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

create or replace temp table judged_offers as
select rowid as landed_row, fields.offerid as offer_id, payload_hash
from landed_offers;

create or replace temp table staged_offers as
select landed_row, offer_id, payload_hash
from judged_offers
where offer_id is not null
qualify row_number() over (partition by offer_id order by landed_row desc) = 1;

create or replace temp table misfit_offers as
select l.fields.sellerexternalreference as key, 'offerId is missing' as reason, l.payload, l.payload_hash
from landed_offers as l
where l.fields.offerid is null;
