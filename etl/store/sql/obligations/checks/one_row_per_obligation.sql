-- An obligation has exactly one row.
select obligation_id
from marts.obligations
where order_id in (select order_id from unchecked)
group by obligation_id
having count(*) > 1;
