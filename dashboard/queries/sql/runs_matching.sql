-- How many runs are kept.
select count(*) as matching from sync_runs
