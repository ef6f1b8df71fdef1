-- Open orders that wait for units of a listing, the soonest deadline first. Grain: an order.
select
    w.order_id,
    any_value(w.kind) as kind,
    any_value(w.status) as status,
    any_value(w.due_at) as due_at,
    sum(l.quantity)::bigint as unit_count
from open_orders as w
join order_lines as l on l.order_id = w.order_id and l.seller_product_id = $listing
where list_contains(w.seller_product_ids, $listing)
group by w.order_id
order by due_at nulls last, w.order_id
limit $page_size
