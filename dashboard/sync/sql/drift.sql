-- Where the marketplace's answers differ from what we know of them.
select resource, kind, path, example, first_seen_at, last_seen_at, record_count
from sync_drift
order by last_seen_at desc
limit $page_size
