-- The last runs of the sync, newest first.
select
    run_id, resource, started_at, ended_at, state, request_count, page_count, record_count, changed_count,
    rejected_count, watermark_at, error
from sync_runs
order by started_at desc, run_id desc
limit $page_size offset $skipped
