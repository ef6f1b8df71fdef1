-- Where one order goes. Private file: not in the analysts' database.
select distinct
    civility, first_name, last_name, company_name, pickup_id, pickup_name, address_line_1, address_line_2,
    address_line_3, postal_code, city, state_or_region, country_code, phone
from private.addresses
where order_id = $order_id
limit 5
