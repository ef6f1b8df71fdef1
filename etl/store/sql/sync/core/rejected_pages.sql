-- The payloads of a collection's rejects as pages such as the marketplace sends. Variables: resource, at_once.
create or replace temp table rejected_pages as
select
    numbered // getvariable('at_once') as page,
    '{"items":[' || string_agg(payload::varchar, ',') || ']}' as body
from (
    select payload, row_number() over () - 1 as numbered
    from core.rejects
    where resource = getvariable('resource') and payload is not null
)
group by 1;
