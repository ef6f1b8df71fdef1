-- The published tables of what was read. Meanings, units and sources stand in dictionary.csv beside this file, which also
-- gives every comment in the file. Columns may be added, not renamed. No personal data.
create table marts.sync_runs (
    run_id bigint,
    resource varchar,
    started_at timestamptz,
    ended_at timestamptz,
    state varchar,
    request_count integer,
    page_count integer,
    record_count integer,
    changed_count integer,
    rejected_count integer,
    watermark_at timestamptz,
    error varchar
);
create table marts.sync_windows (
    resource varchar,
    window_from_at timestamptz,
    window_until_at timestamptz,
    state varchar,
    record_count integer,
    ended_at timestamptz,
    expected_count integer
);
create table marts.sync_drift (
    resource varchar,
    kind varchar,
    path varchar,
    example varchar,
    first_seen_at timestamptz,
    last_seen_at timestamptz,
    record_count bigint
);
create table marts.rejects (resource varchar, key varchar, reason varchar, run_id bigint, rejected_at timestamptz);
create table marts.freshness (
    resource varchar, last_success_at timestamptz, watermark_at timestamptz, lag_seconds double
);
