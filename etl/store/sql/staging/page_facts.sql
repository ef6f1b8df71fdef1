-- pages(body): one answer. What the reader must know to ask for the next one, without a Python object per record.
with instants as (
    select
        json_valid(body) as is_valid,
        if(json_valid(body), body, 'false') as body
    from pages
),
read as (
    select
        is_valid,
        json_array_length(body, '$.items') as item_count,
        list_transform(
            json_extract_string(body, '$.items[*].updatedAt'), lambda x: try_cast(x as timestamptz)
        ) as updated_at
    from instants
)
select
    is_valid,
    item_count,
    list_max(updated_at) as newest_at,
    list_sort(updated_at) = updated_at as is_ascending
from read;
