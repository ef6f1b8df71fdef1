-- The published tables of what is owed. Meanings, units and sources stand in dictionary.csv beside this file, which also
-- gives every comment in the file. Columns may be added, not renamed. No personal data.
create table marts.obligations (
    obligation_id varchar,
    kind varchar,
    subject varchar,
    subject_type varchar,
    subject_id varchar,
    occurrence varchar,
    order_id varchar,
    opened_at timestamptz,
    alert_at timestamptz,
    due_at timestamptz,
    due_calendar_at timestamptz,
    due_working_at timestamptz,
    due_rule varchar,
    discharged_at timestamptz,
    discharged_by varchar,
    state varchar,
    late_by bigint,
    elapsed_calendar bigint,
    elapsed_working bigint
);
create table marts.next_verdicts (subject_type varchar, subject_id varchar, next_at timestamptz);
