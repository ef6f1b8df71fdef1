-- pages(body): the answer of GET /carriers, a bare array. A label may end in a blank: what is sent is the trimmed label.
-- Variables: run_id, fetched_at.
insert into raw.documents
select 'carriers', body, md5_number_lower(body), null, getvariable('fetched_at'), getvariable('run_id')
from pages
where md5_number_lower(body) is distinct from (
    select d.payload_hash from raw.documents as d where d.key = 'carriers' order by d.fetched_at desc limit 1
);

delete from core.carriers;
insert into core.carriers
select distinct carrier.code, trim(carrier.label)
from (select unnest(from_json(body, '[{"code": "VARCHAR", "label": "VARCHAR"}]')) as carrier from pages)
where trim(carrier.label) <> '';
