-- The warehouse: bytes as they came (raw), typed and deduplicated (core). Only the worker opens it.
-- No primary keys, no unique, no on conflict: the same statements must run on DuckLake.
create schema if not exists raw;
create schema if not exists core;

create table if not exists raw.orders (
    key varchar, payload json using compression zstd, payload_hash ubigint, source_updated_at timestamptz, fetched_at timestamptz, run_id bigint
);
create table if not exists raw.offers (
    key varchar, payload json using compression zstd, payload_hash ubigint, source_updated_at timestamptz, fetched_at timestamptz, run_id bigint
);
create table if not exists raw.documents (
    key varchar, payload json using compression zstd, payload_hash ubigint, source_updated_at timestamptz, fetched_at timestamptz, run_id bigint
);

create table if not exists core.orders (
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
    total_offer_price decimal(12, 2),
    total_selling_price decimal(12, 2),
    payload_hash ubigint,
    fetched_at timestamptz,
    run_id bigint,
    absent_count integer,
    is_missing boolean
);
alter table core.orders add column if not exists damaged_fields varchar[];

create table if not exists core.order_lines (
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

create table if not exists core.addresses (
    order_id varchar,
    order_line_id varchar,
    civility varchar,
    first_name varchar,
    last_name varchar,
    company_name varchar,
    pickup_id varchar,
    pickup_name varchar,
    address_line_1 varchar,
    address_line_2 varchar,
    address_line_3 varchar,
    postal_code varchar,
    city varchar,
    state_or_region varchar,
    country_code varchar,
    phone varchar,
    email varchar
);

create table if not exists core.shipments (
    order_id varchar,
    order_line_id varchar,
    parcel_number varchar,
    carrier_name varchar,
    tracking_url varchar,
    first_seen_at timestamptz
);

create table if not exists core.order_status_events (
    order_id varchar,
    from_status varchar,
    to_status varchar,
    seen_at timestamptz,
    not_before_at timestamptz,
    not_after_at timestamptz,
    source varchar,
    run_id bigint
);

create table if not exists core.offers (
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
    updated_at timestamptz,
    payload_hash ubigint,
    fetched_at timestamptz,
    run_id bigint
);

alter table core.offers add column if not exists absent_count integer;
alter table core.offers add column if not exists is_missing boolean;

create table if not exists core.listing_stock_events (
    seller_product_id varchar, stock_quantity bigint, since_at timestamptz, run_id bigint
);

create table if not exists core.carriers (carrier_code varchar, carrier_label varchar);

create table if not exists core.sellers (
    seller_id varchar,
    shop_name varchar,
    seller_state varchar,
    seller_sub_state varchar,
    is_auto_accept boolean
);

create table if not exists core.marketplace_indicators (
    indicator varchar,
    window_days integer,
    computed_at timestamptz,
    label varchar,
    value double,
    threshold double,
    direction varchar,
    fetched_at timestamptz
);

create table if not exists core.order_counts (
    status varchar, own_count bigint, marketplace_count bigint, counted_at timestamptz
);

create table if not exists core.watermarks (resource varchar, watermark_at timestamptz, moved_at timestamptz);

create table if not exists core.bookmarks (name varchar, position_at timestamptz, moved_at timestamptz);

alter table core.bookmarks add column if not exists place varchar;
alter table core.bookmarks add column if not exists run_id bigint;

create table if not exists core.pending_readings (
    resource varchar, key varchar, urgency integer, moved_at timestamptz, queued_at timestamptz, not_before_at timestamptz
);

create table if not exists core.sync_runs (
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

create table if not exists core.sync_windows (
    resource varchar, window_from_at timestamptz, window_until_at timestamptz, state varchar, record_count integer, ended_at timestamptz
);
alter table core.sync_windows add column if not exists expected_count integer;
alter table core.sync_windows add column if not exists pages_done integer;
alter table core.sync_windows add column if not exists rejected_count integer;
alter table core.sync_windows add column if not exists attempt_count integer;

create table if not exists core.order_day_counts (
    day date, status varchar, own_count bigint, marketplace_count bigint, counted_at timestamptz
);

create table if not exists core.applied_rules (resource varchar, rules_hash varchar, applied_at timestamptz);

create table if not exists core.sync_drift (
    resource varchar,
    kind varchar,
    path varchar,
    example varchar,
    first_seen_at timestamptz,
    last_seen_at timestamptz,
    record_count bigint
);

create table if not exists core.rejects (
    resource varchar, key varchar, reason varchar, payload json using compression zstd, payload_hash ubigint, run_id bigint, rejected_at timestamptz
);

create table if not exists core.data_quality (check_name varchar, state varchar, failing_rows bigint, checked_at timestamptz);

-- The mirror of ops.sqlite, brought up to date from the last event on: see warehouse/ops_mirror.py.
create table if not exists core.actions (
    action_id varchar, kind varchar, target varchar, state varchar, batch_id varchar, requested_by varchar,
    requested_at timestamptz, sent_at timestamptz, settled_at timestamptz, result varchar
);
create table if not exists core.action_events (
    action_id varchar, event_id bigint, occurred_at timestamptz, actor varchar, from_state varchar, to_state varchar,
    note varchar
);
create table if not exists core.local_events (
    event_id bigint, topic varchar, subject_type varchar, subject_id varchar, code varchar, data json,
    occurred_at timestamptz, actor varchar
);

-- Which tables there were when the warehouse was last opened: what is gone since is damage, what is new an update.
create table if not exists core.tables_made (name varchar);
