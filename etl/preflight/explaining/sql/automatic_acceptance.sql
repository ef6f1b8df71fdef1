-- Whether the seller has orders accepted automatically. Grain: one row, none before the seller was read.
select is_auto_accept from sellers
