-- The orders that some parcel numbers are on. Grain: a parcel number, in capitals without spaces and hyphens, and an order.
select distinct normalised_number as parcel_number, order_id
from shipments
where normalised_number in (select unnest($parcel_numbers::varchar[]))
