-- The published contract: what analysts and pages read. Meanings, units and sources stand in dictionary.csv, which also
-- gives every comment in the file. Columns may be added, not renamed. No personal data.
create table marts.orders (
    order_id varchar,
    reference varchar,
    sales_channel_id varchar,
    sales_channel_name varchar,
    is_business_order boolean,
    supply_mode varchar,
    customer_id varchar,
    status varchar,
    payment_method varchar,
    currency_code varchar,
    purchased_at timestamptz,
    created_at timestamptz,
    updated_at timestamptz,
    ship_by_at timestamptz,
    visible_at timestamptz,
    accepted_at timestamptz,
    accepted_source varchar,
    accepted_uncertainty bigint,
    refused_at timestamptz,
    payable_at timestamptz,
    shipped_at timestamptz,
    shipped_source varchar,
    shipped_uncertainty bigint,
    delivered_at timestamptz,
    delivered_source varchar,
    delivered_uncertainty bigint,
    cancelled_at timestamptz,
    total_offer_price decimal(12, 2),
    total_selling_price decimal(12, 2),
    line_count integer,
    unit_count integer,
    country_code varchar,
    department_code varchar,
    parcel_count integer,
    seller_product_ids varchar[],
    carrier_name varchar,
    is_tracked boolean,
    is_auto_accepted boolean,
    is_missing boolean
);
create table marts.order_lines (
    order_id varchar,
    order_line_id varchar,
    status varchar,
    quantity integer,
    seller_product_id varchar,
    offer_id varchar,
    product_id varchar,
    product_title varchar,
    product_gtin varchar,
    condition varchar,
    supply_mode varchar,
    unit_sales_price decimal(12, 2),
    shipping_cost decimal(12, 2),
    commission_amount decimal(12, 2),
    total_offer_price decimal(12, 2),
    total_selling_price decimal(12, 2),
    delivery_mode varchar,
    promised_from_at timestamptz,
    promised_until_at timestamptz,
    ship_by_at timestamptz,
    country_code varchar,
    department_code varchar
);
create table marts.order_status_events (
    order_id varchar,
    from_status varchar,
    to_status varchar,
    seen_at timestamptz,
    not_before_at timestamptz,
    not_after_at timestamptz,
    source varchar
);
create table marts.shipments (
    order_id varchar,
    order_line_id varchar,
    parcel_number varchar,
    normalised_number varchar,
    carrier_name varchar,
    tracking_url varchar,
    first_seen_at timestamptz
);
create table marts.offers (
    offer_id varchar,
    seller_product_id varchar,
    product_gtin varchar,
    product_title varchar,
    offer_state varchar,
    condition varchar,
    price decimal(12, 2),
    currency_code varchar,
    stock_quantity integer,
    sales_channel_id varchar,
    updated_at timestamptz
);
create table marts.carriers (carrier_code varchar, carrier_label varchar);
create table marts.sellers (
    seller_id varchar, shop_name varchar, seller_state varchar, seller_sub_state varchar, is_auto_accept boolean
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
create table marts.open_orders (
    order_id varchar,
    kind varchar,
    alert_at timestamptz,
    due_at timestamptz,
    reference varchar,
    customer_id varchar,
    status varchar,
    supply_mode varchar,
    sales_channel_id varchar,
    currency_code varchar,
    total_selling_price decimal(12, 2),
    line_count integer,
    unit_count integer,
    updated_at timestamptz,
    seller_product_ids varchar[]
);
create table marts.promised_stock (seller_product_id varchar, promised_units bigint);
create table marts.listing_sales_days (seller_product_id varchar, day date, unit_count bigint);
create table marts.listing_stock_events (seller_product_id varchar, stock_quantity bigint, since_at timestamptz);
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
    failures_left bigint
);
create table marts.service_level_days (
    metric varchar, day date, dimension varchar, member varchar, numerator bigint, denominator bigint
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
    failures_left bigint
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
create table marts.calendar (
    day date,
    is_working_day boolean,
    holiday_name_fr varchar,
    holiday_name_en varchar,
    holiday_name_zh varchar,
    working_day_number bigint
);
create table marts.order_counts (status varchar, own_count bigint, marketplace_count bigint, counted_at timestamptz);
create table marts.order_day_counts (
    day date, status varchar, own_count bigint, marketplace_count bigint, counted_at timestamptz
);
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
create table marts.data_quality (check_name varchar, state varchar, failing_rows bigint, checked_at timestamptz);
create table marts.freshness (
    resource varchar, last_success_at timestamptz, watermark_at timestamptz, lag_seconds double
);
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
create table marts.build (applied_run_id bigint, schema_hash varchar, built_at timestamptz, renewed_at timestamptz);
