-- Open orders of the buyers of some orders. Grain: an order asked for; `others` are the buyer's other open ones.
with open as materialized (
    select order_id, customer_id
    from orders
    where status in ('WaitingAcceptance', 'Accepted', 'InPreparation') and customer_id is not null
)
select mine.order_id, list(other.order_id order by other.order_id) as others
from open as mine
join open as other on mine.customer_id = other.customer_id and mine.order_id <> other.order_id
where mine.order_id in (select unnest($order_ids::varchar[]))
group by mine.order_id
