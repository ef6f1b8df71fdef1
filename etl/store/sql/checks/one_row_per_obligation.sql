-- An obligation has exactly one row. Hashes are grouped first: they are cheaper than the texts.
with suspects as (select hash(obligation_id) as hashed from marts.obligations group by hashed having count(*) > 1)
select obligation_id
from marts.obligations
where hash(obligation_id) in (select hashed from suspects)
group by obligation_id
having count(*) > 1;
