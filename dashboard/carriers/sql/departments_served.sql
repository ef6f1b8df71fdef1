-- Departments that parcels went to, in any window. Grain: a department.
select distinct department_code from carrier_scores where department_code <> '' order by department_code
