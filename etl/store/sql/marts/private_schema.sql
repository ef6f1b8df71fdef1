-- What was last built, as in the marts.
create table private.build (applied_run_id bigint, schema_hash varchar, built_at timestamptz, renewed_at timestamptz);
