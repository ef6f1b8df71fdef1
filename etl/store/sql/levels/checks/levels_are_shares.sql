-- A numerator never exceeds its denominator, neither is negative, and it lies between its bounds.
select metric, day from marts.service_levels
where numerator > denominator or numerator < 0 or numerator not between numerator_low and numerator_high
union all
select metric, day from marts.service_level_days
where numerator > denominator or numerator < 0 or numerator not between numerator_low and numerator_high;
