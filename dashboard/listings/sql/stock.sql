-- Listings with what is free of their stock and how long it lasts at the rate of 30 days, the most pressing first.
-- Grain: a listing, that is a seller's reference; its offers on several channels are taken together.
with stock as (
    select
        seller_product_id,
        true as is_listed,
        any_value(product_title) as product_title,
        sum(stock_quantity)::bigint as stock_quantity,
        min(price) as price,
        any_value(currency_code) as currency_code,
        min(sales_channel_id) as sales_channel_id,
        any_value(offer_state) as offer_state
    from offers
    where seller_product_id is not null
    group by seller_product_id
),
sold as (
    select seller_product_id, sum(unit_count)::bigint as sold_units
    from listing_sales_days
    where day between $first_day and $last_day
    group by seller_product_id
),
listings as (
    select
        seller_product_id,
        stock.* exclude (seller_product_id),
        coalesce(promised_stock.promised_units, 0) as promised_units,
        stock.stock_quantity - coalesce(promised_stock.promised_units, 0) as free_units,
        coalesce(sold.sold_units, 0) as sold_units
    from stock
    full join promised_stock using (seller_product_id)
    left join sold using (seller_product_id)
),
measured as (
    select
        *,
        case when sold_units > 0 then greatest(free_units, 0) * 30.0 / sold_units end as days_left,
        greatest(ceil(sold_units * $horizon_days / 30.0) - free_units, 0)::bigint as restock_units,
        case
            when is_listed is null then 'unlisted'
            when free_units is null then 'unknown'
            when free_units < 0 then 'oversold'
            when sold_units = 0 then 'enough'
            when free_units = 0 then 'sold_out'
            when free_units * 30.0 / sold_units <= $horizon_days then 'running_out'
            else 'enough'
        end as state
    from listings
)
select
    *,
    count(*) over () as matching,
    count(*) filter (where state = 'oversold') over () as oversold,
    count(*) filter (where state in ('sold_out', 'running_out')) over () as running_out
from measured
where ($search is null or starts_with(lower(seller_product_id), lower($search)) or contains(lower(product_title), lower($search)))
    and (not $is_restock_only or state <> 'enough' and (state <> 'unknown' or promised_units > 0))
order by
    state = 'oversold' desc, state = 'unlisted' desc, least(free_units, 0), days_left nulls last, sold_units desc, seller_product_id
limit $page_size
offset $skipped
