-- An order without lines says why: what the marketplace gave had none, or none that could be read (damaged_fields).
select order_id
from marts.orders
where order_id in (select order_id from unchecked_orders)
    and coalesce(line_count, 0) = 0
    and not list_bool_or(
        list_transform(list_append(damaged_fields, ''), lambda field: regexp_full_match(field, 'lines(\[\d+\])?'))
    );
