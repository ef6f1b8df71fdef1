-- Where the time of late orders went, against kept ones: orders to be shipped by a day of the window and shipped since.
-- Grain: a step, for late and for kept orders; `whole` is from the order's creation to its shipment. An order whose
-- instants of a step nobody saw is not counted in that step.
with latest as (
    select max(day) as last_day from service_levels
),
span as (
    select
        cast(last_day - cast($window_days as integer) + 1 as timestamp) at time zone 'Europe/Paris' as from_at,
        cast(last_day + 1 as timestamp) at time zone 'Europe/Paris' as until_at
    from latest
),
owed as (
    select b.order_id, b.state = 'broken' as is_late
    from obligations as b
    cross join span
    where
        b.kind = 'ship_order'
        and b.state in ('kept', 'broken')
        and b.discharged_at is not null
        and b.due_at >= span.from_at
        and b.due_at < span.until_at
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
by_step as (
    unpivot steps on acceptance, control, preparation, whole into name step value seconds
)
select step, is_late, count(*) as orders, cast(median(greatest(seconds, 0)) as double) as median_seconds
from by_step
group by step, is_late
order by list_position(['acceptance', 'control', 'preparation', 'whole'], step), is_late desc
