-- Small enough to be written anew at each build.
delete from marts.carriers;
insert into marts.carriers by name select carrier_code, carrier_label from core.carriers;

delete from marts.sellers;
insert into marts.sellers by name
select seller_id, shop_name, seller_state, seller_sub_state, is_auto_accept from core.sellers;
