-- What the app shows of orders and analysts must not have. Published beside the marts, never to analysts.
create table private.addresses as select * from core.addresses limit 0;
