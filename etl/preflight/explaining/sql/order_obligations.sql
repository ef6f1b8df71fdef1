-- What one order obliges the seller to. Grain: an obligation.
select
    kind, occurrence, opened_at, alert_at, due_at, due_calendar_at, due_working_at, due_rule, state, discharged_at,
    discharged_by, late_by
from obligations
where subject_type = 'order' and subject_id = $order_id
order by kind
