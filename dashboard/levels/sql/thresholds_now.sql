-- The lines each level is held against today: an edited one stands over an imported one, that over a default.
-- Grain: a metric.
select metric, alert, "limit", direction, source, valid_from, set_by, set_at
from thresholds
where valid_from <= (select max(day) from service_levels)
qualify
    row_number() over (
        partition by metric
        order by list_position(['edited', 'marketplace', 'default'], source), valid_from desc, set_at desc nulls last
    ) = 1
order by metric
