-- pages(body): one answer. What the reader must know to ask for the next one, without a Python object per record.
select
    is_valid,
    json_array_length(body, '$.items') as item_count,
    list_max(list_transform(
        json_extract_string(body, '$.items[*].updatedAt'), lambda x: try_cast(x as timestamptz)
    )) as newest_at
from (select json_valid(body) as is_valid, if(json_valid(body), body, 'false') as body from pages);
