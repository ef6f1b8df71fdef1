-- What the app shows and analysts must not have. Published beside the marts, never to analysts.
create table private.addresses as select * from core.addresses limit 0;
create table private.build (applied_run_id bigint, schema_hash varchar, built_at timestamptz, renewed_at timestamptz);
