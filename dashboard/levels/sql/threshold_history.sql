-- Every line a level was ever held against, the newest first. Grain: a metric and a beginning.
select metric, alert, "limit", direction, source, valid_from, set_by, set_at
from thresholds
where metric = $metric
order by valid_from desc, set_at desc nulls last
