-- Nothing is lost between core and marts: as many orders, as many lines as each counts. A damaged order may have none.
-- Counts, since a join of a million ids would cost more than all else; which ones are twice is another check's matter.
with losses as (
    select abs((select count(*) from core.orders) - (select count(*) from marts.orders)) as lost
    union all
    select abs((select count(*) from core.order_lines) - (select count(*) from marts.order_lines))
    union all
    select abs(
        (select coalesce(sum(line_count), 0) from marts.orders) - (select count(*) from marts.order_lines)
    )
)
select unnest(range(lost::bigint)) from losses;
