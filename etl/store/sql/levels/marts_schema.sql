-- The published tables of service levels. Meanings, units and sources stand in dictionary.csv beside this file, which also
-- gives every comment in the file. Columns may be added, not renamed. No personal data.
create table marts.service_levels (
    metric varchar,
    window_days integer,
    day date,
    numerator bigint,
    denominator bigint,
    value double,
    alert double,
    "limit" double,
    direction varchar,
    state varchar,
    threshold_source varchar,
    failures_left bigint,
    numerator_low bigint,
    numerator_high bigint
);
create table marts.service_level_days (
    metric varchar, day date, dimension varchar, member varchar, numerator bigint, denominator bigint,
    numerator_low bigint, numerator_high bigint
);
create table marts.service_level_breakdowns (
    metric varchar,
    window_days integer,
    dimension varchar,
    member varchar,
    day date,
    numerator bigint,
    denominator bigint,
    value double,
    alert double,
    "limit" double,
    direction varchar,
    state varchar,
    threshold_source varchar,
    failures_left bigint,
    numerator_low bigint,
    numerator_high bigint
);
create table marts.service_durations (
    measure varchar,
    window_days integer,
    clock varchar,
    day date,
    case_count bigint,
    median_seconds bigint,
    p90_seconds bigint,
    max_seconds bigint,
    within_target_count bigint
);
create table marts.thresholds (
    metric varchar,
    alert double,
    "limit" double,
    direction varchar,
    source varchar,
    valid_from date,
    set_by varchar,
    set_at timestamptz
);
create table marts.marketplace_indicators (
    indicator varchar,
    window_days integer,
    computed_at timestamptz,
    label varchar,
    value double,
    threshold double,
    direction varchar,
    fetched_at timestamptz,
    own_metric varchar,
    own_value double,
    own_numerator bigint,
    own_denominator bigint,
    gap double
);
