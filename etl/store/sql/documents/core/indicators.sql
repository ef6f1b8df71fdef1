-- pages(body): the answer of GET /sellers/indicators -> core.marketplace_indicators, a row per computation that differs.
-- The inner shape is not attested (octopia-api section 2): every spelling known of its ancestor is read, in any case of
-- letters; numbers may be texts, values may be nil. Variables: fetched_at.
create or replace temp table read_indicators as
with named as (
    select unnest(['order_acceptation', 'product_shipping', 'deadline_compliance', 'order_claims', 'order_refunds']) as indicator
),
told as (
    select n.indicator, lower((p.body -> n.indicator)::varchar)::json as figures, p.body -> n.indicator as as_told
    from named as n
    cross join pages as p
    where json_type(p.body -> n.indicator) = 'OBJECT'
),
figures as (
    select
        indicator,
        coalesce(figures ->> 'computation_date', figures ->> 'computationdate') as computed,
        coalesce(as_told ->> 'description', as_told ->> 'Description', as_told ->> 'label', as_told ->> 'Label') as label,
        coalesce(figures ->> 'threshold', figures ->> 'threshold_value', figures ->> 'thresholdvalue') as threshold,
        coalesce(figures ->> 'threshold_type', figures ->> 'thresholdtype', figures ->> 'direction') as threshold_type,
        coalesce(figures ->> 'value_d30', figures ->> 'valued30') as value_30,
        coalesce(figures ->> 'value_d60', figures ->> 'valued60') as value_60
    from told
),
windows as (
    select *, 30 as window_days, value_30 as value from figures
    union all
    select *, 60 as window_days, value_60 as value from figures
)
select
    indicator,
    window_days,
    try_cast(upper(computed) as timestamptz) as computed_at,
    label,
    -- NaN is a number to a cast, not to anybody else
    if(isfinite(try_cast(replace(value, ',', '.') as double)), try_cast(replace(value, ',', '.') as double), null) as value,
    if(
        isfinite(try_cast(replace(threshold, ',', '.') as double)), try_cast(replace(threshold, ',', '.') as double), null
    ) as threshold,
    case
        when contains(threshold_type, 'min') then 'min'
        when contains(threshold_type, 'max') then 'max'
    end as direction
from windows;

create or replace temp table new_indicators as
select r.* replace (coalesce(r.computed_at, getvariable('fetched_at')) as computed_at)
from read_indicators as r
where not exists (
    select 1
    from core.marketplace_indicators as m
    where m.indicator = r.indicator
        and m.window_days = r.window_days
        and m.computed_at = coalesce(
            r.computed_at,
            -- a figure without its date is new only when it differs from the last one
            (
                select max(l.computed_at)
                from core.marketplace_indicators as l
                where l.indicator = r.indicator and l.window_days = r.window_days
            )
        )
        and m.value is not distinct from r.value
        and m.threshold is not distinct from r.threshold
        and m.direction is not distinct from r.direction
);

delete from core.marketplace_indicators as m
using new_indicators as n
where m.indicator = n.indicator and m.window_days = n.window_days and m.computed_at = n.computed_at;

insert into core.marketplace_indicators by name
select *, getvariable('fetched_at') as fetched_at from new_indicators;
