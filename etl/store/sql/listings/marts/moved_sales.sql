-- moved_sales -> marts.listing_sales_days: what was taken away before the orders were replaced and added afterwards.
-- Variables: first_day.
create or replace temp table settled_sales as
with moved as (
    select seller_product_id, day, sum(unit_count) as unit_count from moved_sales group by all having sum(unit_count) <> 0
),
before as (
    select d.* from marts.listing_sales_days as d semi join moved using (seller_product_id, day)
)
select seller_product_id, day, sum(unit_count)::bigint as unit_count
from (from moved union all from before)
group by all;

delete from marts.listing_sales_days as d
using settled_sales as s
where d.seller_product_id = s.seller_product_id and d.day = s.day;

insert into marts.listing_sales_days by name from settled_sales where unit_count <> 0;
