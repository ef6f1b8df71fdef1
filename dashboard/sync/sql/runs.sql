-- The last runs of the sync, newest first; without $is_idle_shown those that found nothing new are left out.
select
    run_id, resource, started_at, ended_at, state, request_count, page_count, record_count, changed_count,
    rejected_count, watermark_at, error
from sync_runs
where $is_idle_shown or changed_count > 0 or rejected_count > 0 or state not in ('landed', 'unfinished')
order by started_at desc, run_id desc
limit $page_size offset $skipped
