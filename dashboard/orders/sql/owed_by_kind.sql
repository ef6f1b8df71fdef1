-- How many orders owe something, by what they owe.
select kind, count(*) as orders
from open_orders
group by kind
order by kind
