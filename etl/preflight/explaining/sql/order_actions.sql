-- What had been done about an order by an instant, in the columns of the mart. Grain: an action.
select * from actions where target = $order_id and settled_at <= $now
