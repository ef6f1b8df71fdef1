-- pages(body): the answer of GET /carriers, a bare array. A label may end in a blank: what is sent is the trimmed label.
delete from core.carriers;
insert into core.carriers
select distinct carrier.code, trim(carrier.label)
from (select unnest(from_json(body, '[{"code": "VARCHAR", "label": "VARCHAR"}]')) as carrier from pages)
where trim(carrier.label) <> '';
