-- Seconds since the orders were last known to be right: since the last successful reading in this file,
-- or since a later round that found nothing to change ($confirmed_at, null without one).
select epoch($now - greatest(least(last_success_at, $published_at), $confirmed_at)) as figure
from freshness
where resource = 'orders'
