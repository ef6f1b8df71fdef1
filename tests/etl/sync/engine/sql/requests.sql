-- pages(body) of a test's own list of requests: they have no date.
create or replace temp table landed_records as
select payload, md5_number_lower(payload::varchar) as payload_hash, payload as fields
from (select unnest(from_json(body, '{"items": ["JSON"]}').items) as payload from pages);

create or replace temp table staged_records as
select
    rowid as landed_row, payload ->> '$.requestId' as key, null::varchar as alias, null::timestamptz as updated_at,
    payload_hash
from landed_records
where payload ->> '$.requestId' is not null
qualify row_number() over (partition by key order by landed_row desc) = 1;

create or replace temp table misfit_records as
select null::varchar as key, 'requestId is missing' as reason, payload, payload_hash
from landed_records
where payload ->> '$.requestId' is null;
