-- A numerator never exceeds its denominator.
select metric, window_days, day from marts.service_levels where numerator > denominator or numerator < 0;
