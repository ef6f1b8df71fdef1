-- The published tables of the marts themselves. Meanings, units and sources stand in dictionary.csv beside this file, which also
-- gives every comment in the file. Columns may be added, not renamed. No personal data.
create table marts.calendar (
    day date,
    is_working_day boolean,
    holiday_name_fr varchar,
    holiday_name_en varchar,
    holiday_name_zh varchar,
    working_day_number bigint
);
create table marts.data_quality (check_name varchar, state varchar, failing_rows bigint, checked_at timestamptz);
create table marts.dictionary (
    table_name varchar,
    column_name varchar,
    type varchar,
    unit varchar,
    meaning_en varchar,
    meaning_fr varchar,
    source_field varchar,
    personal_data_class varchar,
    example varchar
);
create table marts.build (
    applied_run_id bigint, schema_hash varchar, dictionary_hash varchar, built_at timestamptz, renewed_at timestamptz
);
