-- The published tables of parcels. Meanings, units and sources stand in dictionary.csv beside this file, which also
-- gives every comment in the file. Columns may be added, not renamed. No personal data.
create table marts.shipments (
    order_id varchar,
    order_line_id varchar,
    parcel_number varchar,
    normalised_number varchar,
    carrier_name varchar,
    tracking_url varchar,
    first_seen_at timestamptz
);
create table marts.carrier_scores (
    window_days integer,
    carrier_name varchar,
    department_code varchar,
    day date,
    parcel_count bigint,
    delivered_count bigint,
    on_time_count bigint,
    on_time_percent double,
    median_days double,
    p90_days double,
    old_count bigint,
    undelivered_count bigint,
    untracked_count bigint
);
