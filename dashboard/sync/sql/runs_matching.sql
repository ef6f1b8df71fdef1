-- How many runs there are behind runs.sql.
select count(*) as matching
from sync_runs
where $is_idle_shown or changed_count > 0 or rejected_count > 0 or state not in ('landed', 'unfinished')
