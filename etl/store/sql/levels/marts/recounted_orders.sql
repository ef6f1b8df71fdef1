-- changed(order_id) -> recounted(order_id): also the orders that time alone has made late since the last build.
-- Variables: now.
create or replace temp table recounted as
select order_id from changed
union
select order_id
from marts.obligations
where discharged_at is null and state = 'open' and due_at < getvariable('now');

create or replace temp table moved_days (
    metric varchar, day date, dimension varchar, member varchar, numerator bigint, denominator bigint
);
