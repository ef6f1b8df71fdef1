-- Small enough to be written anew at each build. ops_actions, ops_events: lent by whoever builds.
delete from marts.actions;
insert into marts.actions by name select * from ops_actions;

delete from marts.action_events;
insert into marts.action_events by name select * from ops_events;
