-- On every day kept by channel, the channels add up to the shop: what is kept by difference has not drifted apart.
with shop as (
    select metric, day, numerator, denominator, numerator_low, numerator_high from marts.service_level_days where dimension = 'shop'
),
channels as (
    select metric, day, sum(numerator) as numerator, sum(denominator) as denominator,
        sum(numerator_low) as numerator_low, sum(numerator_high) as numerator_high
    from marts.service_level_days
    where dimension = 'sales_channel'
    group by metric, day
),
first as (
    select min(day) as day from channels
)
select metric, day
from shop
full join channels using (metric, day)
where day >= (select day from first)
    and (shop.numerator, shop.denominator, shop.numerator_low, shop.numerator_high)
        is distinct from (channels.numerator, channels.denominator, channels.numerator_low, channels.numerator_high);
