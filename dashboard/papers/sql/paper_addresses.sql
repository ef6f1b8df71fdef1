-- Where some orders go. Grain: an order and a place, at most five places an order. Private file: not in the analysts'
-- database.
with places as (
    select distinct
        order_id, civility, first_name, last_name, company_name, pickup_id, pickup_name, address_line_1, address_line_2,
        address_line_3, postal_code, city, state_or_region, country_code
    from private.addresses
    where order_id in (select unnest($order_ids::varchar[])) and city <> ''
)
select *
from places
qualify row_number() over (partition by order_id order by address_line_1, last_name) <= 5
order by order_id, address_line_1, last_name
