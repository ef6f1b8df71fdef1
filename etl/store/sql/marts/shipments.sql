-- batch(order_id) -> the rows of marts.shipments.
select
    t.order_id,
    t.order_line_id,
    t.parcel_number,
    t.carrier_name,
    t.tracking_url,
    t.first_seen_at
from core.shipments as t
join batch using (order_id);
