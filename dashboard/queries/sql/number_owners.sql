-- The orders that some parcel numbers are on. Grain: a parcel number, in capitals without spaces and hyphens, and an order.
with written as (
    select order_id, upper(replace(replace(parcel_number, ' ', ''), '-', '')) as parcel_number
    from shipments
)
select distinct parcel_number, order_id
from written
where parcel_number in (select unnest($parcel_numbers::varchar[]))
