-- Versions of orders that a newer one has replaced. Variables: before_at, at_once.
create or replace temp table outdated_versions as
select version_row
from (
    select
        rowid as version_row,
        fetched_at,
        row_number() over (partition by key order by source_updated_at desc, fetched_at desc, rowid desc) as age
    from raw.orders
)
where age > 1 and fetched_at < getvariable('before_at')
limit getvariable('at_once');

delete from raw.orders where rowid in (select version_row from outdated_versions);
