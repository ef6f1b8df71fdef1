-- The carriers the marketplace knows, labels without the spaces they come with.
select distinct trim(carrier_label) as carrier_label
from carriers
where trim(carrier_label) <> ''
order by carrier_label
