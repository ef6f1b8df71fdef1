-- How fresh each resource is.
select resource, last_success_at, watermark_at, lag_seconds
from freshness
order by resource
