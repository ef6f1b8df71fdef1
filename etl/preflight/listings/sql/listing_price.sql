-- What a listing costs now. Grain: one row, without a price where no such listing is known.
select min(price) as price
from offers
where seller_product_id = $sku
