-- Where some orders go, to be judged and forgotten. Private file: not in the analysts' database.
select distinct
    order_id, country_code, postal_code, city, address_line_1, address_line_2, address_line_3, phone, pickup_id
from private.addresses
where order_id in (select unnest($order_ids::varchar[]))
order by order_id
