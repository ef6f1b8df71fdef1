-- The marketplace's own indicators beside ours, as last computed. Grain: an indicator.
select
    indicator, label, cast(value as double) as value, cast(threshold as double) as threshold, direction, computed_at,
    fetched_at, own_metric, cast(own_value as double) as own_value, own_numerator, own_denominator,
    cast(gap as double) as gap
from marketplace_indicators
where window_days = $window_days
qualify row_number() over (partition by indicator order by computed_at desc) = 1
order by
    list_position(
        ['order_acceptation', 'product_shipping', 'deadline_compliance', 'order_claims', 'order_refunds'], indicator
    )
