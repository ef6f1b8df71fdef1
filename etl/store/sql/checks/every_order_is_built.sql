-- Nothing is lost between core and marts: as many orders, each with at least one line.
select c.order_id from core.orders as c left join marts.orders as o using (order_id) where o.order_id is null
union all
select o.order_id from marts.orders as o left join marts.order_lines as l using (order_id) where l.order_id is null;
