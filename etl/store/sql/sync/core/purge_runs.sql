-- Variables: idle_before_at, before_at. The newest and the first landed run of a resource stay: what is due is read off them.
delete from core.sync_runs
where state <> 'running'
    and (
        started_at < getvariable('before_at')
        or (started_at < getvariable('idle_before_at') and state = 'landed' and changed_count = 0 and rejected_count = 0)
    )
    and run_id not in (
        select unnest([min(run_id) filter (state = 'landed'), max(run_id) filter (state = 'landed'), max(run_id)])
        from core.sync_runs
        group by resource
    );
