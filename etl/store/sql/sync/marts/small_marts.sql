-- The marts that are small enough to be written anew each time. Variables: now.
-- ops_actions, ops_events, calendar_days, dictionary_rows: lent by the builder.
delete from marts.offers;
insert into marts.offers by name
select
    offer_id, seller_product_id, product_gtin, product_title, offer_state, condition, price, currency_code, stock_quantity,
    sales_channel_id, updated_at
from core.offers;

delete from marts.carriers;
insert into marts.carriers by name select carrier_code, carrier_label from core.carriers;

delete from marts.sellers;
insert into marts.sellers by name
select seller_id, shop_name, seller_state, seller_sub_state, is_auto_accept from core.sellers;

delete from marts.order_counts;
insert into marts.order_counts by name select status, own_count, marketplace_count, counted_at from core.order_counts;

delete from marts.order_day_counts;
insert into marts.order_day_counts by name
select day, status, own_count, marketplace_count, counted_at from core.order_day_counts;

delete from marts.sync_runs;
insert into marts.sync_runs by name
select
    run_id, resource, started_at, ended_at, state, request_count, page_count, record_count, changed_count, rejected_count,
    watermark_at, error
from core.sync_runs
-- most polls find nothing new: they must not crowd out the runs that did
qualify row_number() over (partition by changed_count > 0 or rejected_count > 0 or error is not null order by run_id desc) <= 1000;

delete from marts.sync_windows;
insert into marts.sync_windows by name
select resource, window_from_at, window_until_at, state, record_count, ended_at, expected_count from core.sync_windows;

delete from marts.sync_drift;
insert into marts.sync_drift by name
select resource, kind, path, example, first_seen_at, last_seen_at, record_count from core.sync_drift;

delete from marts.rejects;
insert into marts.rejects by name select resource, key, reason, run_id, rejected_at from core.rejects;

delete from marts.freshness;
insert into marts.freshness by name
select
    r.resource,
    max(r.ended_at) filter (r.state = 'landed') as last_success_at,
    any_value(w.watermark_at) as watermark_at,
    epoch(getvariable('now') - max(r.ended_at) filter (r.state = 'landed')) as lag_seconds
from core.sync_runs as r
left join core.watermarks as w on w.resource = r.resource
group by r.resource;

delete from marts.actions;
insert into marts.actions by name select * from ops_actions;

delete from marts.action_events;
insert into marts.action_events by name select * from ops_events;

delete from marts.calendar;
insert into marts.calendar by name select * from calendar_days;

delete from marts.dictionary;
insert into marts.dictionary by name select * from dictionary_rows;
