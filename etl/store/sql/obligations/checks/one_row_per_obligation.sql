-- What is owed once is one row: by kind, subject and occurrence. An id of two subjects of different types is looked at twice,
-- which finds nothing more.
select kind, subject_type, subject_id, occurrence
from marts.obligations
where subject_id in (select subject_id from unchecked_subjects)
group by all
having count(*) > 1;
