-- Where the time of late orders went, against kept ones: orders to be shipped by a day of the window and shipped since.
-- Grain: a step, for late and for kept orders; `whole` is from the order's creation to its shipment. An order whose
-- instants of a step nobody saw is not counted in that step.
with owed as (
    select order_id, state = 'broken' as is_late
    from obligations
    where
        kind = 'ship_order'
        and state in ('kept', 'broken')
        and discharged_at is not null
        and due_at >= $from_at
        and due_at < $until_at
),
steps as (
    select
        owed.is_late,
        epoch(o.accepted_at - coalesce(o.visible_at, o.created_at)) as acceptance,
        epoch(o.payable_at - o.accepted_at) as control,
        epoch(o.shipped_at - o.payable_at) as preparation,
        epoch(o.shipped_at - o.created_at) as whole
    from owed
    join orders as o on o.order_id = owed.order_id
),
medians as (
    select
        is_late,
        unnest([
            {'step': 'acceptance', 'orders': count(acceptance), 'seconds': median(acceptance)},
            {'step': 'control', 'orders': count(control), 'seconds': median(control)},
            {'step': 'preparation', 'orders': count(preparation), 'seconds': median(preparation)},
            {'step': 'whole', 'orders': count(whole), 'seconds': median(whole)}
        ]) as entry
    from steps
    group by is_late
)
select
    entry.step as step, is_late, entry.orders as orders, cast(greatest(entry.seconds, 0) as double) as median_seconds
from medians
where entry.orders > 0
order by list_position(['acceptance', 'control', 'preparation', 'whole'], step), is_late desc
