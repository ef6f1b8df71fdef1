-- pages(body): the answer of GET /sellers.
delete from core.sellers;
insert into core.sellers
select
    body ->> '$.seller_id',
    body ->> '$.shop_name',
    body ->> '$.seller_state',
    body ->> '$.seller_sub_state',
    try_cast(body ->> '$.auto_accept_order' as boolean)
from pages;
