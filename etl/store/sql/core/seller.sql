-- pages(body): the answer of GET /sellers. Variables: run_id, fetched_at.
insert into raw.documents
select 'seller', body, md5_number_lower(body), null, getvariable('fetched_at'), getvariable('run_id')
from pages
where md5_number_lower(body) is distinct from (
    select d.payload_hash from raw.documents as d where d.key = 'seller' order by d.fetched_at desc limit 1
);

delete from core.sellers;
insert into core.sellers
select
    body ->> '$.seller_id',
    body ->> '$.shop_name',
    body ->> '$.seller_state',
    body ->> '$.seller_sub_state',
    try_cast(body ->> '$.auto_accept_order' as boolean)
from pages;
