-- The statuses that orders have, unknown ones included, with how many orders have each.
select status, count(*) as orders
from orders
group by status
order by status
