-- A numerator never exceeds its denominator, and neither is negative.
select metric, day from marts.service_levels where numerator > denominator or numerator < 0
union all
select metric, day from marts.service_level_days where numerator > denominator or numerator < 0;
