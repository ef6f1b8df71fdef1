-- The Paris days of creation whose orders are due to be counted, the newest first, and whether they were just read again.
-- Variables: now; today_at, on the marketplace's clock: ours may run ahead; first_at (the first sync has read from here on), night_at, recent_at.
with history as (
    select least(getvariable('first_at'), min(window_from_at)) as first_at
    from core.sync_windows
    where resource = 'orders_backfill' and state = 'done'
),
days as (
    select unnest(generate_series(
        (first_at at time zone 'Europe/Paris')::date,
        (getvariable('today_at') at time zone 'Europe/Paris')::date,
        interval 1 day
    ))::date as day
    from history
),
counted as (
    select day, counted_at from core.order_day_counts where status = ''
),
read_again as (
    select
        (window_from_at at time zone 'Europe/Paris')::date as day,
        max(ended_at) as read_again_at,
        bool_or(state in ('pending', 'running')) as is_waiting
    from core.sync_windows
    where resource = 'order_days'
    group by 1
)
select d.day, coalesce(r.read_again_at between getvariable('night_at') and getvariable('now'), false) as is_read_again
from days as d
left join counted as c on c.day = d.day
left join read_again as r on r.day = d.day
where not coalesce(r.is_waiting, false)
    and (
        c.counted_at is null
        -- of the future: the clock was set back since
        or not c.counted_at between getvariable('night_at') and getvariable('now')
        or (c.counted_at < r.read_again_at and r.read_again_at <= getvariable('now'))
        or (
            d.day >= (getvariable('today_at') at time zone 'Europe/Paris')::date - 1
            and c.counted_at < getvariable('recent_at')
        )
    )
order by d.day desc;
