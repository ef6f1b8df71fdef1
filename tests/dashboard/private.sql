create table addresses as
select order_id, 'L1' as order_line_id, 'Mme' as civility, 'Camille' as first_name, 'Durand' as last_name, null::varchar as company_name,
    null::varchar as pickup_id, null::varchar as pickup_name, '12 rue des Lilas' as address_line_1, null::varchar as address_line_2,
    null::varchar as address_line_3, '33000' as postal_code, 'Bordeaux' as city, null::varchar as state_or_region,
    'FR' as country_code, '+33600000000' as phone, 'camille@example.invalid' as email
from (values ('S1'), ('S2'), ('S3')) as rows(order_id);
