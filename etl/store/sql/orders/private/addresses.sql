-- batch(order_id) -> the rows of private.addresses.
select a.*
from core.addresses as a
join batch using (order_id);
