-- The published tables of what was asked of the marketplace. Meanings, units and sources stand in dictionary.csv beside this file, which also
-- gives every comment in the file. Columns may be added, not renamed. No personal data.
create table marts.actions (
    action_id varchar,
    kind varchar,
    target varchar,
    state varchar,
    batch_id varchar,
    requested_by varchar,
    requested_at timestamptz,
    sent_at timestamptz,
    settled_at timestamptz,
    result varchar
);
create table marts.action_events (
    action_id varchar,
    event_id bigint,
    occurred_at timestamptz,
    actor varchar,
    from_state varchar,
    to_state varchar,
    note varchar
);
