-- The last records that did not fit, with the reason.
select resource, key, reason, run_id, rejected_at
from rejects
order by rejected_at desc
limit $page_size
