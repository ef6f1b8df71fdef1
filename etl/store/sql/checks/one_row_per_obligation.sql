-- An obligation has exactly one row.
select obligation_id from marts.obligations group by obligation_id having count(*) > 1;
