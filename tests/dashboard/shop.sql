-- A small shop with exact data, every instant relative to now().
create table orders as
select
    order_id, reference, 'CDISFR' as sales_channel_id, 'Cdiscount' as sales_channel_name, false as is_business_order,
    supply_mode, 'C' || order_id as customer_id, status, 'Card' as payment_method, 'EUR' as currency_code,
    created_at as purchased_at, created_at, created_at as updated_at, ship_by_at, null::timestamptz as visible_at,
    if(order_id = 'D1', created_at + interval 2 hour, null) as accepted_at,
    if(order_id = 'D1', created_at + interval 3 hour, null) as payable_at,
    null::timestamptz as refused_at, shipped_at, null::timestamptz as delivered_at, null::timestamptz as cancelled_at,
    total as total_offer_price, total as total_selling_price, line_count, unit_count, 'FR' as country_code,
    '33' as department_code, parcel_count, null::bigint as accepted_uncertainty,
    0::bigint as shipped_uncertainty, false as is_missing, []::varchar[] as damaged_fields
from (values
    ('A1', 'RA1', 'Seller', 'WaitingAcceptance', now() - interval 46 hour, null, null, 89.90::decimal(12, 2), 1, 2, 0),
    ('A2', 'RA2', 'Seller', 'WaitingAcceptance', now() - interval 2 hour, null, null, 249.00::decimal(12, 2), 1, 1, 0),
    ('S1', 'RS1', 'Seller', 'InPreparation', now() - interval 3 day, now() - interval 3 hour, null, 49.89::decimal(12, 2), 1, 1, 0),
    ('S2', 'RS2', 'Seller', 'InPreparation', now() - interval 1 day, now() + interval 20 minute, null, 1299.00::decimal(12, 2), 2, 3, 0),
    ('S3', 'RS3', 'Seller', 'InPreparation', now() - interval 6 hour, now() + interval 3 day, null, 19.90::decimal(12, 2), 1, 1, 0),
    ('D1', 'RD1', 'Seller', 'Shipped', now() - interval 5 day, now() - interval 2 day, now() - interval 3 day, 75.00::decimal(12, 2), 1, 1, 1),
    ('F1', 'RF1', 'Fulfillment', 'InPreparation', now() - interval 1 day, now() + interval 1 day, null, 35.00::decimal(12, 2), 1, 1, 0)
) as rows(order_id, reference, supply_mode, status, created_at, ship_by_at, shipped_at, total, line_count, unit_count, parcel_count);

create table order_lines as
select
    order_id, order_line_id, status, quantity, seller_product_id, 'OF-' || seller_product_id as offer_id,
    'P-' || seller_product_id as product_id, product_title, '3700000000012' as product_gtin, 'New' as condition,
    supply_mode, price as unit_sales_price, 4.90::decimal(12, 2) as shipping_cost, 6.00::decimal(12, 2) as commission_amount,
    price * quantity as total_offer_price, (price * quantity)::decimal(12, 2) as total_selling_price,
    'TrackedHomeDelivery' as delivery_mode, now() + interval 2 day as promised_from_at,
    now() + interval 4 day as promised_until_at, now() + interval 1 day as ship_by_at, 'FR' as country_code,
    '33' as department_code
from (values
    ('A1', 'L1', 'WaitingAcceptance', 2, 'SKU-LAMP', 'Lampe de chevet [promo](http://example.invalid) **chêne**', 'Seller', 44.95::decimal(12, 2)),
    ('A2', 'L1', 'WaitingAcceptance', 1, 'SKU-TABLE', 'Table basse ronde en noyer', 'Seller', 249.00::decimal(12, 2)),
    ('S1', 'L1', 'InPreparation', 1, 'SKU-LAMP', 'Lampe de chevet [promo](http://example.invalid) **chêne**', 'Seller', 44.99::decimal(12, 2)),
    ('S2', 'L1', 'InPreparation', 1, 'SKU-SOFA', 'Canapé 3 places', 'Seller', 1199.00::decimal(12, 2)),
    ('S2', 'L2', 'InPreparation', 2, 'SKU-PILLOW', 'Coussin', 'Seller', 50.00::decimal(12, 2)),
    ('S3', 'L1', 'InPreparation', 1, 'SKU-PILLOW', 'Coussin', 'Seller', 19.90::decimal(12, 2)),
    ('D1', 'L1', 'Shipped', 1, 'SKU-PILLOW', 'Coussin', 'Seller', 75.00::decimal(12, 2)),
    ('F1', 'L1', 'InPreparation', 1, 'SKU-PILLOW', 'Coussin', 'Fulfillment', 35.00::decimal(12, 2))
) as rows(order_id, order_line_id, status, quantity, seller_product_id, product_title, supply_mode, price);

create table actions (
    action_id varchar, kind varchar, target varchar, state varchar, batch_id varchar, requested_by varchar,
    requested_at timestamptz, sent_at timestamptz, settled_at timestamptz, result varchar
);

create table order_status_events as
select order_id, null::varchar as from_status, status as to_status, created_at as seen_at, created_at as not_before_at,
    created_at as not_after_at, 'first_seen' as source
from orders;

create table shipments as
select 'D1' as order_id, 'L1' as order_line_id, '6A 1234-5678901' as parcel_number, '6A12345678901' as normalised_number,
    'Colissimo' as carrier_name,
    'https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678901' as tracking_url,
    now() - interval 3 day as first_seen_at;

create table offers as
select 'OF-' || sku as offer_id, sku as seller_product_id, '3700000000012' as product_gtin, sku as product_title,
    'Active' as offer_state, 'New' as condition, 10.00::decimal(12, 2) as price, 'EUR' as currency_code,
    stock as stock_quantity, 'CDISFR' as sales_channel_id, now() as updated_at
from (values ('SKU-LAMP', 2), ('SKU-TABLE', 12), ('SKU-SOFA', 4), ('SKU-PILLOW', 40)) as rows(sku, stock);

create table carriers as
select * from (values ('COL', 'Colissimo '), ('CHR', 'Chronopost'), ('MR', ' Mondial Relay'), ('DPD', 'DPD France'))
    as rows(carrier_code, carrier_label);

create table sellers as
select '98979' as seller_id, 'Maison Vigie' as shop_name, 'Activated' as seller_state, 'ActiveSeller' as seller_sub_state,
    false as is_auto_accept;

create table carrier_scores as
select window_days, carrier_name, department_code, current_date - 7 as day, parcels as parcel_count, delivered as delivered_count,
    on_time as on_time_count, round(100.0 * on_time / nullif(delivered, 0), 4) as on_time_percent, median_days, p90_days,
    old as old_count, undelivered as undelivered_count, untracked as untracked_count
from (values
    ('Colissimo', '', 410::bigint, 400::bigint, 388::bigint, 2.1::double, 4.2::double, 380::bigint, 4::bigint, 1::bigint),
    ('Colissimo', '33', 41, 40, 36, 2.9, 5.0, 38, 0, 0), ('Colissimo', '69', 10, 10, 5, 3.0, 6.0, 9, 0, 0),
    ('Chronopost', '', 100, 100, 98, 1.2, 2.0, 90, 0, 0), ('Chronopost', '33', 5, 5, 5, 1.0, 1.0, 5, 0, 0),
    ('Colis Privé', '', 60, 50, 35, 4.4, 7.1, 60, 6, 2), ('GLS', '', 12, 11, 11, 2.0, 3.0, 12, 0, 0)
) as rows(carrier_name, department_code, parcels, delivered, on_time, median_days, p90_days, old, undelivered, untracked)
cross join (values (30::integer), (90), (365)) as windows(window_days);

create table obligations as
select
    kind || ':' || order_id as obligation_id, kind, order_id as subject, 'order' as subject_type, order_id as subject_id,
    '1' as occurrence, order_id, opened_at, alert_at, due_at,
    due_at as due_calendar_at, null::timestamptz as due_working_at, rule as due_rule, discharged_at, discharged_by, state,
    late_by
from (values
    ('accept_order', 'A1', now() - interval 46 hour, now() - interval 22 hour, now() + interval 2 hour, '48_hours', null::timestamptz, null, 'open', null::bigint),
    ('accept_order', 'A2', now() - interval 2 hour, now() + interval 22 hour, now() + interval 46 hour, '48_hours', null, null, 'open', null),
    ('ship_order', 'S1', now() - interval 3 day, now() - interval 1 day, now() - interval 3 hour, 'ship_by_instant', null, null, 'broken', 10800),
    ('ship_order', 'S2', now() - interval 1 day, now() - interval 1 hour, now() + interval 20 minute, 'ship_by_instant', null, null, 'open', null),
    ('ship_order', 'S3', now() - interval 6 hour, now() + interval 2 day, now() + interval 3 day, 'ship_by_instant', null, null, 'open', null),
    ('ship_order', 'D1', now() - interval 5 day, now() - interval 3 day, now() - interval 2 day, 'ship_by_instant', now() - interval 3 day, 'shipped', 'kept', null)
) as rows(kind, order_id, opened_at, alert_at, due_at, rule, discharged_at, discharged_by, state, late_by);

create table service_levels as
select
    metric, window_days::integer as window_days, (current_date - age::integer)::date as day, numerator::bigint as numerator,
    denominator::bigint as denominator, (100.0 * numerator / nullif(denominator, 0))::double as value, alert::double as alert,
    "limit"::double as "limit", direction,
    case
        when denominator < 20 then 'unknown'
        when if(direction = 'max', -1, 1) * (100.0 * numerator / denominator - alert) >= 0 then 'kept'
        when if(direction = 'max', -1, 1) * (100.0 * numerator / denominator - "limit") >= 0 then 'at_risk'
        else 'broken'
    end as state,
    'default' as threshold_source,
    (if(direction = 'max', floor("limit" / 100 * denominator) - numerator,
        floor((1 - "limit" / 100) * denominator + 1e-9) - (denominator - numerator)))::bigint as failures_left,
    (numerator - if(metric = 'late_shipment_rate', 5, 0))::bigint as numerator_low, numerator::bigint as numerator_high
from (
    select 'accept_in_time' as metric, 30 as window_days, age, 400 - 2 - age % 3 as numerator, 400 as denominator, 98.0 as alert, 97.5 as "limit", 'min' as direction
    from range(30) as ages(age)
    union all
    select 'ship_in_time', 30, age, 380 - 13 + age % 5, 380, 97.0, 96.0, 'min' from range(30) as ages(age)
    union all
    select 'late_shipment_rate', 30, age, 13 - age % 5, 380, 3.0, 4.0, 'max' from range(30) as ages(age)
    union all
    select 'acceptance_rate', 30, age, 386, 400, 98.0, 97.5, 'min' from range(30) as ages(age)
    union all
    select 'tracking_coverage', 30, age, 9, 10, 99.0, 95.0, 'min' from range(30) as ages(age)
    union all
    select 'declared_in_24h', 30, age, 0, 0, 95.0, 95.0, 'min' from range(30) as ages(age)
    union all
    select 'ship_in_time', 7, age, 1, 2, 97.0, 96.0, 'min' from range(30) as ages(age)
);

create table service_level_days as
select metric, current_date::date as day, dimension, member, numerator, denominator, numerator as numerator_low,
    numerator as numerator_high
from (values
    ('ship_in_time', 'shop', '', 1::bigint, 2::bigint), ('ship_in_time', 'carrier', 'Colissimo', 1, 1),
    ('ship_in_time', 'carrier', '', 0, 1), ('late_shipment_rate', 'shop', '', 13, 380)
) as rows(metric, dimension, member, numerator, denominator);

create table failures_rolling_off as
select * from (values
    ('ship_in_time', 30::integer, (current_date + 1)::date, 3::bigint), ('ship_in_time', 30, (current_date + 12)::date, 10)
) as rows(metric, window_days, day, failures);

create table service_level_breakdowns as
select
    'ship_in_time' as metric, 30::integer as window_days, dimension, member, current_date::date as day, numerator, denominator,
    (100.0 * numerator / denominator)::double as value, 97.0::double as alert, 96.0::double as "limit", 'min' as direction, state,
    'default' as threshold_source, 0::bigint as failures_left, numerator as numerator_low, numerator as numerator_high
from (values
    ('seller_product', 'SKU-LAMP', 90::bigint, 100::bigint, 'broken'), ('seller_product', 'SKU-TABLE', 9, 10, 'unknown'),
    ('seller_product', 'SKU-PILLOW', 268, 270, 'kept'), ('carrier', 'Colissimo', 300, 301, 'kept'), ('carrier', '', 0, 1, 'unknown'),
    ('weekday', '1', 67, 79, 'broken'), ('sales_channel', 'CDISFR', 367, 380, 'at_risk'), ('department', '33', 367, 380, 'at_risk')
) as rows(dimension, member, numerator, denominator, state);

create table service_durations as
select * from (values
    ('acceptance_time', 30::integer, 'calendar', current_date::date, 400::bigint, 11520::bigint, 64800::bigint, 172800::bigint, 371::bigint),
    ('acceptance_time', 30, 'working', current_date::date, 400, 5400, 21600, 32400, 400),
    ('lateness', 30, 'calendar', current_date::date, 13, 7200, 90000, 180000, null)
) as rows(measure, window_days, clock, day, case_count, median_seconds, p90_seconds, max_seconds, within_target_count);

create table service_level_cases as
select 'ship_in_time' as metric, current_date::date as day, current_date::timestamp at time zone 'Europe/Paris' as counted_at,
    order_id, null::varchar as order_line_id, state = 'kept' as is_numerator,
    'CDISFR' as sales_channel_id, if(order_id = 'D1', 'Colissimo', null) as carrier_name, '33' as department_code,
    ['SKU-PILLOW'] as seller_product_ids, due_at, discharged_at as settled_at, (state = 'kept')::bigint as numerator_low, (state = 'kept')::bigint as numerator_high,
    null::timestamptz as settled_from_at, null::timestamptz as settled_until_at
from obligations
where kind = 'ship_order' and state in ('kept', 'broken');

create table marketplace_indicators as
select * from (values
    ('deadline_compliance', 30::integer, timestamptz '2026-11-20 08:00:00+00', 'Respect des délais', 97.2::double, 96.0::double, 'min',
        now(), 'ship_in_time', 96.6::double, 367::bigint, 380::bigint, -0.6::double),
    ('order_claims', 30, timestamptz '2026-11-20 08:00:00+00', 'Réclamations', 0.4, 100.0, 'max', now(), null, null, null, null, null),
    ('order_refunds', 30, timestamptz '2026-11-20 08:00:00+00', 'Remboursements', null, 5.0, 'max', now(), null, null, null, null, null)
) as rows(indicator, window_days, computed_at, label, value, threshold, direction, fetched_at, own_metric, own_value, own_numerator,
    own_denominator, gap);

create table thresholds as
select * from (values
    ('accept_in_time', 98.0::double, 97.5::double, 'min', 'default', date '1970-01-01', null::varchar, null::timestamptz),
    ('ship_in_time', 97.0, 96.0, 'min', 'default', date '1970-01-01', null, null),
    ('ship_in_time', 97.5, 96.5, 'min', 'edited', date '2026-01-02', 'ana', timestamptz '2026-01-02 09:00:00+00'),
    ('late_shipment_rate', 3.0, 4.0, 'max', 'default', date '1970-01-01', null, null)
) as rows(metric, alert, "limit", direction, source, valid_from, set_by, set_at);

create table order_counts as
select * from (values
    ('WaitingAcceptance', 2::bigint, 2::bigint, now()), ('InPreparation', 4, 5, now()), ('Shipped', 1, 1, now())
) as rows(status, own_count, marketplace_count, counted_at);

create table order_day_counts as
select * from (values
    (current_date, '', 7::bigint, 8::bigint, now()), (current_date, 'InPreparation', 4, 5, now()), (current_date - 1, '', 5, 5, now())
) as rows(day, status, own_count, marketplace_count, counted_at);

create table sync_runs as
select * from (values
    (2::bigint, 'orders', now() - interval 20 second, now() - interval 19 second, 'landed', 2::bigint, 1::bigint, 7::bigint, 1::bigint, 1::bigint, now() - interval 20 second, null::varchar),
    (1, 'offers', now() - interval 5 minute, now() - interval 299 second, 'failed', 1, 0, 0, 0, 0, null, 'The marketplace did not answer within 10 s')
) as rows(run_id, resource, started_at, ended_at, state, request_count, page_count, record_count, changed_count, rejected_count, watermark_at, error);

create table sync_drift as
select 'orders' as resource, 'unknown_field' as kind, '$.loyalty' as path, '"gold"' as example, now() - interval 1 day as first_seen_at,
    now() as last_seen_at, 3::bigint as record_count;

create table rejects as
select 'orders' as resource, 'X9' as key, 'lines is empty' as reason, 2::bigint as run_id, now() as rejected_at;

create table data_quality as
select * from (values ('orders_are_unique', 'passed', 0::bigint, now()), ('lines_have_an_order', 'passed', 0, now()))
    as rows(check_name, state, failing_rows, checked_at);

create table freshness as
select 'orders' as resource, now() as last_success_at, now() as watermark_at, 20::double as lag_seconds;

create view open_orders as
select
    o.order_id, b.kind, b.alert_at, b.due_at, o.reference, o.customer_id, o.status, o.supply_mode, o.sales_channel_id, o.currency_code,
    o.total_selling_price, o.line_count, o.unit_count, o.updated_at,
    (select list(distinct l.seller_product_id) from order_lines as l where l.order_id = o.order_id) as seller_product_ids
from obligations as b
join orders as o on o.order_id = b.order_id
where b.discharged_at is null and b.state in ('open', 'broken');

create view promised_stock as
select seller_product_id, sum(quantity)::bigint as promised_units
from order_lines
where status in ('WaitingAcceptance', 'Accepted', 'InPreparation')
group by seller_product_id;

create table listing_sales_days as
select seller_product_id, (current_date - age::integer)::date as day, units::bigint as unit_count
from (values ('SKU-PILLOW', 1, 3), ('SKU-PILLOW', 20, 27), ('SKU-SOFA', 2, 15), ('SKU-LAMP', 3, 6), ('SKU-PILLOW', 45, 900))
    as rows(seller_product_id, age, units);

create table listing_stock_events as
select seller_product_id, stock_quantity::bigint as stock_quantity, now() - interval 4 day as since_at from offers;
