-- marts.obligations -> shipments past their ship-by; the midnight that ends a day is counted on that day.
-- Variables: first_at.
select if(ends_with(due_rule, '_day'), due_at - interval 1 microsecond, due_at) as counted_at, due_at, discharged_at
from marts.obligations
where kind = 'ship_order' and state = 'broken' and due_at >= getvariable('first_at');
