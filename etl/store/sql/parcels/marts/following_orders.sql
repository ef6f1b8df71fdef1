-- What an order says of its parcels changes with it: changed_orders(order_id) -> order_id.
select order_id from changed_orders;
