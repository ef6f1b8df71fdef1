-- What 99 in 100 orders of the last 90 days stay under, where there are enough to say so. Grain: a currency.
select currency_code, cast(quantile_cont(total_selling_price, 0.99) as decimal(12, 2)) as usual_amount, count(*) as orders
from orders
where created_at >= (select max(created_at) from orders) - interval 90 day and total_selling_price is not null
group by currency_code
having count(*) >= 100
order by currency_code
