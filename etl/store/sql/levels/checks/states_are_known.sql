-- Obligations end in one of four ways; a broken one is late by something.
select obligation_id
from marts.obligations
where state not in ('open', 'kept', 'broken', 'void') or (state = 'broken' and late_by is null);
