-- core.listing_stock_events -> the rows to add. Variables: after_run, last_run.
select seller_product_id, stock_quantity, since_at
from core.listing_stock_events
where run_id > getvariable('after_run') and run_id <= getvariable('last_run');
