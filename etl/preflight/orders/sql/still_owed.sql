-- What some orders still owe. Grain: an order.
select order_id, any_value(kind) as kind
from obligations
where subject_type = 'order' and order_id in (select unnest($order_ids::varchar[]))
    and discharged_at is null and state in ('open', 'broken')
group by order_id
