-- How many orders owe this, and how many of them are late.
select count(*) as figure, count(*) filter (where due_at < $now) as late
from open_orders
where kind = $kind
