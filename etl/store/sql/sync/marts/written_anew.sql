-- Small enough to be written anew at each build. Variables: now.
delete from marts.sync_runs;
insert into marts.sync_runs by name
select
    run_id, resource, started_at, ended_at, state, request_count, page_count, record_count, changed_count, rejected_count,
    watermark_at, error
from core.sync_runs
-- most polls find nothing new: they must not crowd out the runs that did
qualify row_number() over (partition by changed_count > 0 or rejected_count > 0 or error is not null order by run_id desc) <= 1000;

delete from marts.sync_windows;
insert into marts.sync_windows by name
select resource, window_from_at, window_until_at, state, record_count, ended_at, expected_count from core.sync_windows;

delete from marts.sync_drift;
insert into marts.sync_drift by name
select resource, kind, path, example, first_seen_at, last_seen_at, record_count from core.sync_drift;

delete from marts.rejects;
insert into marts.rejects by name select resource, key, reason, run_id, rejected_at from core.rejects;

delete from marts.freshness;
insert into marts.freshness by name
select
    r.resource,
    max_by(r.ended_at, r.run_id) filter (r.state = 'landed') as last_success_at,
    any_value(w.watermark_at) as watermark_at,
    epoch(getvariable('now') - max_by(r.ended_at, r.run_id) filter (r.state = 'landed')) as lag_seconds
from core.sync_runs as r
left join core.watermarks as w on w.resource = r.resource
group by r.resource;
