-- The invariants that were checked before publishing.
select check_name, state, failing_rows, checked_at
from data_quality
order by case state when 'passed' then 1 else 0 end, check_name
