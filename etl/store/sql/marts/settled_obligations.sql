-- What service levels are counted from: obligations by kind, ending and the hours they fell due and ended in. Days begin
-- on the hour, in Paris as in UTC, and a million rows become some thousands. Variables: settled_from.
with hours as (
    select
        kind,
        state,
        epoch_ms(due_at) // 3600000 as due_hour,
        -- of an acceptance the earlier of the two counts, of a shipment its deadline (etl.domain.service_levels)
        if(kind = 'accept_order', epoch_ms(discharged_at) // 3600000, null) as discharged_hour,
        count(*) as obligation_count
    from marts.obligations
    where state in ('kept', 'broken') and due_at >= getvariable('settled_from')
    group by all
)
select
    kind,
    state,
    to_timestamp(due_hour * 3600) as due_at,
    to_timestamp(discharged_hour * 3600) as discharged_at,
    obligation_count
from hours;
