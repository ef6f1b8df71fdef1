select thread_id as key, 0 as urgency, updated_at as moved_at
from core.threads
where run_id > getvariable('after_run') and run_id < getvariable('before_run')
