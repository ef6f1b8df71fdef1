-- What the stock was before an instant, but for what it still was at that instant. Variables: before_at.
delete from core.listing_stock_events
where rowid in (
    select event_row
    from (
        select
            rowid as event_row,
            lead(since_at) over (partition by seller_product_id order by since_at, run_id, rowid) as until_at
        from core.listing_stock_events
    )
    where until_at <= getvariable('before_at')
);
