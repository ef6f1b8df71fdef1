-- Small enough to be written anew at each build.
delete from marts.offers;
insert into marts.offers by name
select
    offer_id, seller_product_id, product_gtin, product_title, offer_state, condition, price, currency_code, stock_quantity,
    sales_channel_id, updated_at
from core.offers;
