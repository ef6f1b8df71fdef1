-- marts.obligations -> shipments past their ship-by. Variables: first_at.
select due_at, discharged_at
from marts.obligations
where kind = 'ship_order' and state = 'broken' and due_at >= getvariable('first_at');
