-- drift_seen(kind, path, example, record_count) into core.sync_drift. Variables: resource, fetched_at.
merge into core.sync_drift as d
using drift_seen as s on d.resource = getvariable('resource') and d.path = s.path
when matched then update set
    last_seen_at = getvariable('fetched_at'), record_count = d.record_count + s.record_count, example = s.example
when not matched then insert (resource, kind, path, example, first_seen_at, last_seen_at, record_count)
    values (
        getvariable('resource'), s.kind, s.path, s.example, getvariable('fetched_at'), getvariable('fetched_at'), s.record_count
    );
