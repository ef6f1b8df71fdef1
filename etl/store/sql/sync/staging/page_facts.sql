-- pages(body): one answer. What the reader must know to ask for the next one, without a Python object per record.
-- Variables: id_path, changed_path (JSON paths into all items).
with instants as (
    select
        json_valid(body) as is_valid,
        if(json_valid(body), body, 'false') as body
    from pages
),
read as (
    select
        is_valid,
        if(json_type(body, '$.items') = 'ARRAY', json_array_length(body, '$.items'), null) as item_count,
        json_extract_string(body, getvariable('id_path')) as ids,
        list_unique(json_extract_string(body, getvariable('id_path')))
            < list_count(json_extract_string(body, getvariable('id_path'))) as is_doubled,
        -- An instant far in the future (9999, infinity) is one record's mistake: it must not carry the reader past the others.
        list_transform(json_extract_string(body, getvariable('changed_path')), lambda x: try_cast(x as timestamptz)) as instants
    from instants
),
facts as (
    select
        is_valid,
        item_count,
        -- A record told twice on a page does not make it unsorted: the first time counts.
        list_filter(
            instants,
            -- looked for only where some id comes twice: it takes the square of the items
            lambda x, i: x < timestamptz '2200-01-01'
                and case when is_doubled then coalesce(list_position(ids, ids[i]) = i, true) else true end
        ) as updated_at
    from read
)
select
    is_valid,
    item_count,
    list_max(updated_at) as newest_at,
    list_sort(updated_at) = updated_at as is_ascending
from facts;
