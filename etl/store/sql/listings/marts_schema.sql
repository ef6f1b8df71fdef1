-- The published tables of listings. Meanings, units and sources stand in dictionary.csv beside this file, which also
-- gives every comment in the file. Columns may be added, not renamed. No personal data.
create table marts.offers (
    offer_id varchar,
    seller_product_id varchar,
    product_gtin varchar,
    product_title varchar,
    offer_state varchar,
    condition varchar,
    price decimal(12, 2),
    currency_code varchar,
    stock_quantity integer,
    sales_channel_id varchar,
    updated_at timestamptz
);
create table marts.promised_stock (seller_product_id varchar, promised_units bigint);
create table marts.listing_sales_days (seller_product_id varchar, day date, unit_count bigint);
create table marts.listing_stock_events (seller_product_id varchar, stock_quantity bigint, since_at timestamptz);
