-- The parcels of one order. Grain: a parcel.
select parcel_number, carrier_name, any_value(tracking_url) as tracking_url, min(first_seen_at) as first_seen_at, count(*) as lines
from shipments
where order_id = $order_id
group by parcel_number, carrier_name
order by first_seen_at
