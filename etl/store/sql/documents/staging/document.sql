-- pages(body): one document, kept as it came when it changed. Variables: document, run_id, fetched_at.
insert into raw.documents
select
    getvariable('document'), body, md5_number_lower(body), null, getvariable('fetched_at'), getvariable('run_id')
from pages
where md5_number_lower(body) is distinct from (
    select d.payload_hash
    from raw.documents as d
    where d.key = getvariable('document')
    order by d.fetched_at desc
    limit 1
);
