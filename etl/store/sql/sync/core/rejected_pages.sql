-- The payloads of a collection's rejects as pages such as the marketplace sends, of so many records and so many characters
-- at most, or of one. Variables: resource, at_once, at_most.
create or replace temp table rejected_pages as
select row_number() over (order by thousand, part) as page, body
from (
    select
        numbered // getvariable('at_once') as thousand,
        up_to // getvariable('at_most') as part,
        '{"items":[' || string_agg(payload::varchar, ',') || ']}' as body
    from (
        select
            payload,
            row_number() over (order by rowid) - 1 as numbered,
            sum(length(payload::varchar)) over (order by rowid rows unbounded preceding)::bigint as up_to
        from core.rejects
        where resource = getvariable('resource') and payload is not null
    )
    group by all
);
