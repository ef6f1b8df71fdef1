-- For how many statuses the marketplace counts other orders than we do.
select count(*) as figure from order_counts where own_count <> marketplace_count
