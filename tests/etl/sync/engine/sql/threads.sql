-- pages(body) of a test's own list of threads: heads with a date and an urgency, without their words.
create or replace temp table landed_records as
select payload, md5_number_lower(payload::varchar) as payload_hash, payload as fields
from (select unnest(from_json(body, '{"items": ["JSON"]}').items) as payload from pages);

create or replace temp table staged_records as
select
    rowid as landed_row, payload ->> '$.threadId' as key, null::varchar as alias,
    (payload ->> '$.updatedAt')::timestamptz as updated_at, payload_hash,
    coalesce((payload ->> '$.isClaim')::boolean::integer, 0) as urgency
from landed_records
where payload ->> '$.threadId' is not null
qualify row_number() over (partition by key order by updated_at desc, landed_row desc) = 1;

create or replace temp table misfit_records as
select null::varchar as key, 'threadId is missing' as reason, payload, payload_hash
from landed_records
where payload ->> '$.threadId' is null;
