-- How many records did not fit.
select count(*) as figure from rejects
