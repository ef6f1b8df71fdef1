-- The shop's name.
select shop_name from sellers limit 1
