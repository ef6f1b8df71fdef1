-- What one order owed and owes.
select kind, opened_at, alert_at, due_at, due_rule, discharged_at, discharged_by, state, late_by as late_seconds
from obligations
where order_id = $order_id
order by opened_at, due_at, kind
