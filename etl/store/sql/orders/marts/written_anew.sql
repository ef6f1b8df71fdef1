-- Small enough to be written anew at each build.
delete from marts.order_counts;
insert into marts.order_counts by name select status, own_count, marketplace_count, counted_at from core.order_counts;

delete from marts.order_day_counts;
insert into marts.order_day_counts by name
select day, status, own_count, marketplace_count, counted_at from core.order_day_counts;
