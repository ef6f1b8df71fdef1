create table if not exists raw.threads as from raw.orders limit 0;
create table if not exists raw.bodies as from raw.orders limit 0;
create table if not exists raw.requests as from raw.orders limit 0;
create table if not exists core.threads (
    thread_id varchar, status varchar, updated_at timestamptz, payload_hash ubigint, fetched_at timestamptz, run_id bigint,
    absent_count integer, is_missing boolean
);
create table if not exists core.bodies (
    thread_id varchar, words varchar, updated_at timestamptz, payload_hash ubigint, fetched_at timestamptz, run_id bigint,
    absent_count integer, is_missing boolean
);
create table if not exists core.requests (
    request_id varchar, thread_id varchar, state varchar, updated_at timestamptz, payload_hash ubigint,
    fetched_at timestamptz, run_id bigint, absent_count integer, is_missing boolean
);
