-- pages(body): threads read one by one, with their words.
create or replace temp table landed_records as
select payload, md5_number_lower(payload::varchar) as payload_hash, payload as fields
from (select unnest(from_json(body, '{"items": ["JSON"]}').items) as payload from pages);

create or replace temp table staged_records as
select
    rowid as landed_row, payload ->> '$.threadId' as key, null::varchar as alias,
    (payload ->> '$.updatedAt')::timestamptz as updated_at, payload_hash
from landed_records
where json_type(payload, '$.words') = 'VARCHAR';

create or replace temp table misfit_records as
select payload ->> '$.threadId' as key, 'words are missing' as reason, payload, payload_hash
from landed_records
where json_type(payload, '$.words') is distinct from 'VARCHAR';
