-- batch(order_id) -> the rows of marts.shipments. Some carriers' tracking pages ask for the recipient's postcode: where the
-- address of the page holds one of the order's, however it is written there (75011, 75%20011, F-75011, sw1a+1aa), it is
-- taken out, since marts hold no personal data; where it cannot be taken out, encoded twice say, the address goes.
-- Numbers are normalised as in etl/domain/tracking/numbers.py.
with written as (
    select
        order_id,
        upper(regexp_replace(strip_accents(postal_code), '[^0-9A-Za-z]', '', 'g')) as letters
    from core.addresses
    where order_id in (select order_id from batch) and postal_code is not null
),

postcodes as (
    -- Of a number the country before it and a zero in front, which tools lose, do not count: FR-01000 is 1000.
    select distinct
        order_id,
        regexp_full_match(letters, '[A-Z]{0,2}[0-9]{4,}') as is_number,
        case when is_number then regexp_replace(letters, '^[A-Z]{0,2}0?', '') else letters end as postcode
    from written
    where length(letters) >= 4
),

patterns as (
    -- Between the characters whatever separates, raw or encoded, but not what separates the parts of an address.
    select
        order_id,
        list(postcode) as postcodes,
        '(?i)(^|%[0-9a-f]{2}|[^0-9a-z])(?:' || string_agg(
            case when is_number then '(?:[a-z]{1,2}(?:%(?:25)*[0-9a-f]{2}|[^0-9a-z&=/?#%])*)?0?' else '' end
            || array_to_string(string_split(postcode, ''), '(?:%(?:25)*[0-9a-f]{2}|[^0-9a-z&=/?#%])*'),
            '|' order by postcode
        ) || ')($|[^0-9a-z])' as pattern
    from postcodes
    group by order_id
),

declared as (
    -- The number of the parcel is set aside: it may well hold the digits of the postcode, and the page needs it.
    select
        t.*,
        length(t.parcel_number) >= 6 as is_set_aside,
        case when is_set_aside then replace(t.tracking_url, t.parcel_number, chr(1)) else t.tracking_url end as address,
        -- Bytes that are no text cannot be decoded; one such address must not stop the others.
        coalesce(try(url_decode(url_decode(address))), address) as decoded,
        upper(regexp_replace(decoded, '[^0-9A-Za-z]', '', 'g')) as letters,
        p.pattern,
        coalesce(list_bool_or(list_transform(p.postcodes, lambda one: contains(letters, one))), false) as may_hold_it
    from core.shipments as t
    join batch using (order_id)
    left join patterns as p using (order_id)
),

cleared as (
    -- Twice: two neighbours share the character between them.
    select
        *,
        case
            when may_hold_it then
                regexp_replace(regexp_replace(address, pattern, '\1\2', 'g'), pattern, '\1\2', 'g')
            else address
        end as clear
    from declared
)

select
    order_id,
    order_line_id,
    parcel_number,
    upper(
        regexp_replace(parcel_number, '[\s\pZ\-\x{2010}-\x{2015}\x{2212}\x{200b}\x{2060}\x{feff}]+', '', 'g')
    ) as normalised_number,
    carrier_name,
    case
        when may_hold_it and regexp_matches(coalesce(try(url_decode(url_decode(clear))), clear), pattern) then null
        when is_set_aside then replace(clear, chr(1), parcel_number)
        else clear
    end as tracking_url,
    first_seen_at
from cleared;
