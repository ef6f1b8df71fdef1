-- What changes a mart without a change in core: an own action that was proved since, the seller's automatic acceptance.
-- ops_actions: lent by the builder. In and out: changed(order_id).
insert into changed
select o.order_id
from core.orders as o
where o.order_id not in (select order_id from changed)
    and (
        o.order_id in (
            select a.target
            from ops_actions as a
            where a.state = 'done' and a.action_id not in (select m.action_id from marts.actions as m where m.state = 'done')
        )
        or (select any_value(is_auto_accept) from core.sellers)
            is distinct from (select any_value(is_auto_accept) from marts.sellers)
    );
