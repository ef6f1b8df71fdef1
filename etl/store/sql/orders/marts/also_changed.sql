-- What changes a mart without a change in core: an own action that was proved since, the seller's automatic acceptance, a
-- carrier that came into the marketplace's list or left it. The marts still say what they said at the last build.
-- ops_actions, core, marts -> order_id.
with listed as (
    select lower(trim(carrier_label)) as label from core.carriers
),
listed_before as (
    select lower(trim(carrier_label)) as label from marts.carriers
),
moved_carriers as (
    select distinct s.carrier_name
    from core.shipments as s
    -- two small lists that are almost always the same; while one is empty every name counts as listed
    where (select list_sort(list(distinct label)) from listed)
            is distinct from (select list_sort(list(distinct label)) from listed_before)
        and (
            lower(s.carrier_name) in (select label from listed) <> lower(s.carrier_name) in (select label from listed_before)
            or not exists (from listed)
            or not exists (from listed_before)
        )
)
select o.order_id
from core.orders as o
where o.order_id in (
        select a.target
        from ops_actions as a
        where a.state = 'done' and a.action_id not in (select m.action_id from marts.actions as m where m.state = 'done')
    )
    or (select any_value(is_auto_accept) from core.sellers)
        is distinct from (select any_value(is_auto_accept) from marts.sellers)
    or o.order_id in (
        select s.order_id from core.shipments as s join moved_carriers as c on c.carrier_name = s.carrier_name
    );
