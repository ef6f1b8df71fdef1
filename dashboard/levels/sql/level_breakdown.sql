-- Where a level fails, the worst first. Grain: a member of the dimension (a channel, a SKU, a carrier…).
with titles as (
    select seller_product_id, any_value(product_title) as title
    from offers
    where $dimension = 'seller_product'
    group by seller_product_id
),
members as (
    select
        member, numerator, denominator, value, alert, "limit", state, failures_left, day,
        case direction when 'max' then numerator else denominator - numerator end as failures
    from service_level_breakdowns
    where metric = $metric and window_days = $window_days and dimension = $dimension
)
select members.*, titles.title
from members
left join titles on titles.seller_product_id = members.member
order by
    case state when 'broken' then 0 when 'at_risk' then 1 when 'unknown' then 2 else 3 end,
    failures desc,
    denominator desc,
    member
limit $page_size
