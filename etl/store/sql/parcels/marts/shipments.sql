-- batch(order_id) -> the rows of marts.shipments. Some carriers' tracking pages ask for the recipient's postcode: where the
-- address of the page holds it, it is taken out, since marts hold no personal data.
-- Numbers are normalised as in etl/domain/tracking_numbers.py.
with postcodes as (
    select order_id, order_line_id, any_value(postal_code) as postal_code
    from core.addresses
    where order_id in (select order_id from batch) and length(postal_code) >= 4
    group by all
)
select
    t.order_id,
    t.order_line_id,
    t.parcel_number,
    upper(
        regexp_replace(t.parcel_number, '[\s\pZ\-\x{2010}-\x{2015}\x{2212}\x{200b}\x{2060}\x{feff}]+', '', 'g')
    ) as normalised_number,
    t.carrier_name,
    case
        when contains(t.tracking_url, p.postal_code) then
            regexp_replace(t.tracking_url, '([=/])' || regexp_escape(p.postal_code) || '($|[&/?#])', '\1\2', 'g')
        else t.tracking_url
    end as tracking_url,
    t.first_seen_at
from core.shipments as t
join batch using (order_id)
left join postcodes as p on t.order_id = p.order_id and t.order_line_id = p.order_line_id;
