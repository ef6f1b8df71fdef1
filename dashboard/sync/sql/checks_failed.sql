-- How many invariants failed before publishing.
select count(*) as figure from data_quality where state <> 'passed'
