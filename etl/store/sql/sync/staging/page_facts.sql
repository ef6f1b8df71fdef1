-- pages(body): one answer. What the reader must know to ask for the next one, without a Python object per record.
-- {id_field}, {changed_field}: the collection's own names, written in before it runs; a structure is no parameter.
with told as (
    select
        json_valid(body) as is_valid,
        if(is_valid, body, 'false') as body
    from pages
),
read as (
    select
        is_valid,
        if(json_type(body, '$.items') = 'ARRAY', json_array_length(body, '$.items'), null) as item_count,
        -- both fields in one pass over the page
        json_transform(body, '{"items": [{"{id_field}": "VARCHAR", "{changed_field}": "VARCHAR"}]}').items as items
    from told
),
listed as (
    select
        is_valid,
        item_count,
        list_transform(items, lambda item: item."{id_field}") as ids,
        list_unique(ids) < list_count(ids) as is_doubled,
        -- An instant far in the future (9999, infinity) is one record's mistake: it must not carry the reader past the others.
        list_transform(items, lambda item: try_cast(item."{changed_field}" as timestamptz)) as instants
    from read
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
    from listed
)
select
    is_valid,
    item_count,
    list_max(updated_at) as newest_at,
    list_sort(updated_at) = updated_at as is_ascending
from facts;
