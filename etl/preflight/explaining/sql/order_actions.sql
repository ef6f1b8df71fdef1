-- What had been done about an order by an instant, in the columns of the mart. Grain: an action.
select
    action_id, kind, target, state, batch_id, requested_by, requested_at, sent_at, settled_at, result
from actions
where target = $order_id and settled_at <= $now
