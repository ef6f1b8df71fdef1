-- The published tables of the shop, the carriers. Meanings, units and sources stand in dictionary.csv beside this file, which also
-- gives every comment in the file. Columns may be added, not renamed. No personal data.
create table marts.carriers (carrier_code varchar, carrier_label varchar);
create table marts.sellers (
    seller_id varchar, shop_name varchar, seller_state varchar, seller_sub_state varchar, is_auto_accept boolean
);
