-- An ops.sqlite as Vigie wrote it at schema 4, before actions knew their subject and notes had codes: orders decided,
-- shipped, refused, undone, settled by hand, one being sent by a worker that died. Frozen: the tests migrate it.
BEGIN TRANSACTION;
CREATE TABLE action (
	action_id VARCHAR(36) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	target VARCHAR(64) NOT NULL, 
	payload JSON NOT NULL, 
	seen JSON, 
	fingerprint TEXT NOT NULL, 
	active_fingerprint TEXT, 
	batch_id VARCHAR(64), 
	requested_by VARCHAR(200) NOT NULL, 
	requested_at VARCHAR(27) NOT NULL, 
	not_before_at VARCHAR(27) NOT NULL, 
	patience_from_at VARCHAR(27) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	attempt_count INTEGER NOT NULL, 
	sent_at VARCHAR(27), 
	settled_at VARCHAR(27), 
	result TEXT, 
	evidence JSON, 
	PRIMARY KEY (action_id), 
	UNIQUE (active_fingerprint)
);
INSERT INTO "action" VALUES('6513270e-269e-4d37-b2a7-4de452e6b438','approve_order','A1','{}','{"status":"WaitingAcceptance"}','decision:A1',NULL,NULL,'ana','2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','done',1,'2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','Order A1 is Accepted.','{"answer":{"outcome":"acknowledged","status":201,"words":"The marketplace answered 201."},"reading":{"order_id":"A1","status":"Accepted","updated_at":null,"lines":[{"order_line_id":"L1","status":"Accepted","parcel_numbers":[]}]}}');
INSERT INTO "action" VALUES('d23f0824-128b-4f33-8c5c-7fd0a6a3a450','ship_order','B1','{"parcel_number":"6A1","carrier_name":"Colissimo","tracking_url":null,"order_line_ids":null}','{"override":{"warnings":["po_box","wrong_shape"],"reason":"label_read"}}','ship:B1:*',NULL,NULL,'ana','2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','done',1,'2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','Parcel 6A1 is on the lines of order B1.','{"answer":{"outcome":"acknowledged","status":201,"words":"The marketplace answered 201."},"reading":{"order_id":"B1","status":"Shipped","updated_at":null,"lines":[{"order_line_id":"L1","status":"Shipped","parcel_numbers":["6A1"]}]}}');
INSERT INTO "action" VALUES('9531985d-5d9d-49f8-9818-e811892f902b','approve_order','C1','{}',NULL,'decision:C1',NULL,NULL,'ana','2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','rejected',1,'2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','POST /orders/C1/approval-status: the marketplace answered 400: Bad: Cannot switch to shipped status','{"answer":{"outcome":"refused","status":400,"words":"Bad: Cannot switch to shipped status"}}');
INSERT INTO "action" VALUES('36f675cc-81e7-4ef5-a8e2-5d940ed90475','approve_order','D1','{}',NULL,'decision:D1',NULL,NULL,'ana','2026-11-23T09:00:00.000000Z','2026-11-23T09:00:10.000000Z','2026-11-23T09:00:00.000000Z','done',2,'2026-11-23T09:00:00.000000Z','2026-11-23T09:00:10.000000Z','Order D1 is Accepted.','{"answer":{"outcome":"acknowledged","status":201,"words":"The marketplace answered 201."},"reading":{"order_id":"D1","status":"Accepted","updated_at":null,"lines":[{"order_line_id":"L1","status":"Accepted","parcel_numbers":[]}]}}');
INSERT INTO "action" VALUES('6b0d549b-6f03-475a-9600-a35a099950d8','refuse_order','E1','{}',NULL,'decision:E1',NULL,NULL,'ana','2026-11-23T09:00:10.000000Z','2026-11-23T09:00:40.000000Z','2026-11-23T09:00:10.000000Z','done',2,'2026-11-23T09:01:10.000000Z','2026-11-23T09:01:10.000000Z','Order E1 is Refused.','{"answer":{"outcome":"acknowledged","status":201,"words":"The marketplace answered 201."},"reading":{"order_id":"E1","status":"Refused","updated_at":null,"lines":[{"order_line_id":"L1","status":"Refused","parcel_numbers":[]}]}}');
INSERT INTO "action" VALUES('8d116ece-1738-47d9-bd9c-172411e20b8f','approve_order','F1','{}',NULL,'decision:F1',NULL,NULL,'ana','2026-11-23T09:01:10.000000Z','2026-11-23T09:01:11.707491Z','2026-11-23T09:01:10.000000Z','done',2,'2026-11-23T09:02:10.000000Z','2026-11-23T09:02:10.000000Z','Order F1 is Accepted.','{"answer":{"outcome":"acknowledged","status":201,"words":"The marketplace answered 201."},"reading":{"order_id":"F1","status":"Accepted","updated_at":null,"lines":[{"order_line_id":"L1","status":"Accepted","parcel_numbers":[]}]}}');
INSERT INTO "action" VALUES('90c192cf-d3ac-44af-8f21-ddb66cad4a26','approve_order','G1','{}',NULL,'decision:G1',NULL,NULL,'ana','2026-11-23T09:02:10.000000Z','2026-11-23T09:02:25.000000Z','2026-11-23T09:02:10.000000Z','done',1,'2026-11-23T09:02:10.000000Z','2026-11-23T09:25:40.000000Z','Settled by hand: seen in the portal','{"answer":{"outcome":"unsettled","status":500,"words":"POST /orders/G1/approval-status: the marketplace answered 500: without words"},"reading":{"order_id":"G1","status":"Strange","updated_at":null,"lines":[{"order_line_id":"L1","status":"Strange","parcel_numbers":[]}]}}');
INSERT INTO "action" VALUES('a170b338-3926-4059-b28c-105d1fb17c23','approve_order','H1','{}',NULL,'decision:H1',NULL,NULL,'ana','2026-11-23T09:25:40.000000Z','2026-11-23T09:26:10.000000Z','2026-11-23T09:25:40.000000Z','undone',0,NULL,'2026-11-23T09:25:40.000000Z','Undone.',NULL);
INSERT INTO "action" VALUES('0fd630f1-f29d-4da9-953f-48f1a09f76b5','refuse_order','I1','{}',NULL,'decision:I1','decision:I1','b-1','ana','2026-11-23T09:25:40.000000Z','2026-11-23T10:25:40.000000Z','2026-11-23T09:25:40.000000Z','queued',0,NULL,NULL,NULL,NULL);
INSERT INTO "action" VALUES('0cb1e29c-658c-4a14-95e6-0af593bd04cf','refuse_order','I2','{}',NULL,'decision:I2','decision:I2','b-1','ana','2026-11-23T09:25:40.000000Z','2026-11-23T10:25:40.000000Z','2026-11-23T09:25:40.000000Z','queued',0,NULL,NULL,NULL,NULL);
INSERT INTO "action" VALUES('8e81973e-0bec-47b0-b898-d190f9ebdacc','update_offer','SKU-1','{"quantity":3,"sales_channel_id":"CDISFR"}',NULL,'offer:SKU-1','offer:SKU-1',NULL,'bea','2026-11-23T09:25:40.000000Z','2026-11-23T10:25:40.000000Z','2026-11-23T09:25:40.000000Z','queued',0,NULL,NULL,NULL,NULL);
INSERT INTO "action" VALUES('6b4cb242-4a23-4596-a217-beaddbc496cb','approve_order','K1','{}',NULL,'decision:K1','decision:K1',NULL,'ana','2026-11-23T09:25:40.000000Z','2026-11-23T09:25:40.000000Z','2026-11-23T09:25:40.000000Z','sending',1,'2026-11-23T09:25:40.000000Z',NULL,NULL,NULL);
CREATE TABLE attempt (
	attempt_id INTEGER NOT NULL, 
	action_id VARCHAR(36) NOT NULL, 
	number INTEGER NOT NULL, 
	started_at VARCHAR(27) NOT NULL, 
	ended_at VARCHAR(27), 
	outcome VARCHAR(16), 
	detail TEXT, 
	PRIMARY KEY (attempt_id), 
	FOREIGN KEY(action_id) REFERENCES action (action_id)
);
INSERT INTO "attempt" VALUES(1,'6513270e-269e-4d37-b2a7-4de452e6b438',1,'2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','acknowledged','The marketplace answered 201.');
INSERT INTO "attempt" VALUES(2,'d23f0824-128b-4f33-8c5c-7fd0a6a3a450',1,'2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','acknowledged','The marketplace answered 201.');
INSERT INTO "attempt" VALUES(3,'9531985d-5d9d-49f8-9818-e811892f902b',1,'2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','refused','POST /orders/C1/approval-status: the marketplace answered 400: Bad: Cannot switch to shipped status');
INSERT INTO "attempt" VALUES(4,'36f675cc-81e7-4ef5-a8e2-5d940ed90475',1,'2026-11-23T09:00:00.000000Z','2026-11-23T09:00:00.000000Z','unsettled','POST /orders/D1/approval-status: no answer came back (ReadTimeout)');
INSERT INTO "attempt" VALUES(5,'36f675cc-81e7-4ef5-a8e2-5d940ed90475',2,'2026-11-23T09:00:10.000000Z','2026-11-23T09:00:10.000000Z','acknowledged','The marketplace answered 201.');
INSERT INTO "attempt" VALUES(6,'6b0d549b-6f03-475a-9600-a35a099950d8',1,'2026-11-23T09:00:10.000000Z','2026-11-23T09:00:10.000000Z','quota','POST /orders/E1/approval-status: the marketplace''s call quota is spent until 09:00:40 UTC');
INSERT INTO "attempt" VALUES(7,'6b0d549b-6f03-475a-9600-a35a099950d8',2,'2026-11-23T09:01:10.000000Z','2026-11-23T09:01:10.000000Z','acknowledged','The marketplace answered 201.');
INSERT INTO "attempt" VALUES(8,'8d116ece-1738-47d9-bd9c-172411e20b8f',1,'2026-11-23T09:01:10.000000Z','2026-11-23T09:01:10.000000Z','not_sent','POST /orders/F1/approval-status: http://127.0.0.1:9 cannot be reached (ConnectError): check VIGIE_API_URL');
INSERT INTO "attempt" VALUES(9,'8d116ece-1738-47d9-bd9c-172411e20b8f',2,'2026-11-23T09:02:10.000000Z','2026-11-23T09:02:10.000000Z','acknowledged','The marketplace answered 201.');
INSERT INTO "attempt" VALUES(10,'90c192cf-d3ac-44af-8f21-ddb66cad4a26',1,'2026-11-23T09:02:10.000000Z','2026-11-23T09:02:10.000000Z','unsettled','POST /orders/G1/approval-status: the marketplace answered 500: without words');
INSERT INTO "attempt" VALUES(11,'6b4cb242-4a23-4596-a217-beaddbc496cb',1,'2026-11-23T09:25:40.000000Z',NULL,NULL,NULL);
CREATE TABLE event (
	event_id INTEGER NOT NULL, 
	action_id VARCHAR(36) NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	actor VARCHAR(200) NOT NULL, 
	from_state VARCHAR(16), 
	to_state VARCHAR(16) NOT NULL, 
	note TEXT, 
	PRIMARY KEY (event_id), 
	FOREIGN KEY(action_id) REFERENCES action (action_id)
);
INSERT INTO "event" VALUES(1,'6513270e-269e-4d37-b2a7-4de452e6b438','2026-11-23T09:00:00.000000Z','ana',NULL,'queued','asked for');
INSERT INTO "event" VALUES(2,'6513270e-269e-4d37-b2a7-4de452e6b438','2026-11-23T09:00:00.000000Z','worker','queued','sending',NULL);
INSERT INTO "event" VALUES(3,'6513270e-269e-4d37-b2a7-4de452e6b438','2026-11-23T09:00:00.000000Z','worker','sending','done','Order A1 is Accepted.');
INSERT INTO "event" VALUES(4,'d23f0824-128b-4f33-8c5c-7fd0a6a3a450','2026-11-23T09:00:00.000000Z','ana',NULL,'queued','asked for in spite of: po_box, wrong_shape');
INSERT INTO "event" VALUES(5,'d23f0824-128b-4f33-8c5c-7fd0a6a3a450','2026-11-23T09:00:00.000000Z','worker','queued','sending',NULL);
INSERT INTO "event" VALUES(6,'d23f0824-128b-4f33-8c5c-7fd0a6a3a450','2026-11-23T09:00:00.000000Z','worker','sending','done','Parcel 6A1 is on the lines of order B1.');
INSERT INTO "event" VALUES(7,'9531985d-5d9d-49f8-9818-e811892f902b','2026-11-23T09:00:00.000000Z','ana',NULL,'queued','asked for');
INSERT INTO "event" VALUES(8,'9531985d-5d9d-49f8-9818-e811892f902b','2026-11-23T09:00:00.000000Z','worker','queued','sending',NULL);
INSERT INTO "event" VALUES(9,'9531985d-5d9d-49f8-9818-e811892f902b','2026-11-23T09:00:00.000000Z','worker','sending','rejected','POST /orders/C1/approval-status: the marketplace answered 400: Bad: Cannot switch to shipped status');
INSERT INTO "event" VALUES(10,'36f675cc-81e7-4ef5-a8e2-5d940ed90475','2026-11-23T09:00:00.000000Z','ana',NULL,'queued','asked for');
INSERT INTO "event" VALUES(11,'36f675cc-81e7-4ef5-a8e2-5d940ed90475','2026-11-23T09:00:00.000000Z','worker','queued','sending',NULL);
INSERT INTO "event" VALUES(12,'36f675cc-81e7-4ef5-a8e2-5d940ed90475','2026-11-23T09:00:00.000000Z','worker','sending','unknown','POST /orders/D1/approval-status: no answer came back (ReadTimeout)');
INSERT INTO "event" VALUES(13,'36f675cc-81e7-4ef5-a8e2-5d940ed90475','2026-11-23T09:00:10.000000Z','worker','unknown','reconciling',NULL);
INSERT INTO "event" VALUES(14,'36f675cc-81e7-4ef5-a8e2-5d940ed90475','2026-11-23T09:00:10.000000Z','worker','reconciling','queued','Order D1 is still WaitingAcceptance. Sending again.');
INSERT INTO "event" VALUES(15,'36f675cc-81e7-4ef5-a8e2-5d940ed90475','2026-11-23T09:00:10.000000Z','worker','queued','sending',NULL);
INSERT INTO "event" VALUES(16,'36f675cc-81e7-4ef5-a8e2-5d940ed90475','2026-11-23T09:00:10.000000Z','worker','sending','done','Order D1 is Accepted.');
INSERT INTO "event" VALUES(17,'6b0d549b-6f03-475a-9600-a35a099950d8','2026-11-23T09:00:10.000000Z','ana',NULL,'queued','asked for');
INSERT INTO "event" VALUES(18,'6b0d549b-6f03-475a-9600-a35a099950d8','2026-11-23T09:00:10.000000Z','worker','queued','sending',NULL);
INSERT INTO "event" VALUES(19,'6b0d549b-6f03-475a-9600-a35a099950d8','2026-11-23T09:00:10.000000Z','worker','sending','queued','POST /orders/E1/approval-status: the marketplace''s call quota is spent until 09:00:40 UTC');
INSERT INTO "event" VALUES(20,'6b0d549b-6f03-475a-9600-a35a099950d8','2026-11-23T09:01:10.000000Z','worker','queued','sending',NULL);
INSERT INTO "event" VALUES(21,'6b0d549b-6f03-475a-9600-a35a099950d8','2026-11-23T09:01:10.000000Z','worker','sending','done','Order E1 is Refused.');
INSERT INTO "event" VALUES(22,'8d116ece-1738-47d9-bd9c-172411e20b8f','2026-11-23T09:01:10.000000Z','ana',NULL,'queued','asked for');
INSERT INTO "event" VALUES(23,'8d116ece-1738-47d9-bd9c-172411e20b8f','2026-11-23T09:01:10.000000Z','worker','queued','sending',NULL);
INSERT INTO "event" VALUES(24,'8d116ece-1738-47d9-bd9c-172411e20b8f','2026-11-23T09:01:10.000000Z','worker','sending','queued','POST /orders/F1/approval-status: http://127.0.0.1:9 cannot be reached (ConnectError): check VIGIE_API_URL');
INSERT INTO "event" VALUES(25,'8d116ece-1738-47d9-bd9c-172411e20b8f','2026-11-23T09:02:10.000000Z','worker','queued','sending',NULL);
INSERT INTO "event" VALUES(26,'8d116ece-1738-47d9-bd9c-172411e20b8f','2026-11-23T09:02:10.000000Z','worker','sending','done','Order F1 is Accepted.');
INSERT INTO "event" VALUES(27,'90c192cf-d3ac-44af-8f21-ddb66cad4a26','2026-11-23T09:02:10.000000Z','ana',NULL,'queued','asked for');
INSERT INTO "event" VALUES(28,'90c192cf-d3ac-44af-8f21-ddb66cad4a26','2026-11-23T09:02:10.000000Z','worker','queued','sending',NULL);
INSERT INTO "event" VALUES(29,'90c192cf-d3ac-44af-8f21-ddb66cad4a26','2026-11-23T09:02:10.000000Z','worker','sending','unknown','POST /orders/G1/approval-status: the marketplace answered 500: without words');
INSERT INTO "event" VALUES(30,'90c192cf-d3ac-44af-8f21-ddb66cad4a26','2026-11-23T09:02:20.000000Z','worker','unknown','reconciling',NULL);
INSERT INTO "event" VALUES(31,'90c192cf-d3ac-44af-8f21-ddb66cad4a26','2026-11-23T09:02:20.000000Z','worker','reconciling','unknown','Not to be seen yet: The answer for order G1 is not that order (KeyError)');
INSERT INTO "event" VALUES(32,'90c192cf-d3ac-44af-8f21-ddb66cad4a26','2026-11-23T09:14:00.000000Z','worker','unknown','reconciling',NULL);
INSERT INTO "event" VALUES(33,'90c192cf-d3ac-44af-8f21-ddb66cad4a26','2026-11-23T09:14:00.000000Z','worker','reconciling','needs_human','Not confirmed since 2026-11-23 09:02 UTC: Order G1 has the unknown status ''Strange''.');
INSERT INTO "event" VALUES(34,'90c192cf-d3ac-44af-8f21-ddb66cad4a26','2026-11-23T09:25:40.000000Z','bob','needs_human','done','seen in the portal');
INSERT INTO "event" VALUES(35,'a170b338-3926-4059-b28c-105d1fb17c23','2026-11-23T09:25:40.000000Z','ana',NULL,'queued','asked for');
INSERT INTO "event" VALUES(36,'a170b338-3926-4059-b28c-105d1fb17c23','2026-11-23T09:25:40.000000Z','ana','queued','undone','undone before it was sent');
INSERT INTO "event" VALUES(37,'0fd630f1-f29d-4da9-953f-48f1a09f76b5','2026-11-23T09:25:40.000000Z','ana',NULL,'queued','asked for');
INSERT INTO "event" VALUES(38,'0cb1e29c-658c-4a14-95e6-0af593bd04cf','2026-11-23T09:25:40.000000Z','ana',NULL,'queued','asked for');
INSERT INTO "event" VALUES(39,'8e81973e-0bec-47b0-b898-d190f9ebdacc','2026-11-23T09:25:40.000000Z','bea',NULL,'queued','asked for');
INSERT INTO "event" VALUES(40,'6b4cb242-4a23-4596-a217-beaddbc496cb','2026-11-23T09:25:40.000000Z','ana',NULL,'queued','asked for');
INSERT INTO "event" VALUES(41,'6b4cb242-4a23-4596-a217-beaddbc496cb','2026-11-23T09:25:40.000000Z','worker','queued','sending',NULL);
CREATE TABLE follow_up (
	follow_up_id INTEGER NOT NULL, 
	order_id VARCHAR(64) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	open_key VARCHAR(110), 
	wished_by VARCHAR(200) NOT NULL, 
	wished_at VARCHAR(27) NOT NULL, 
	withdrawn_by VARCHAR(200), 
	withdrawn_at VARCHAR(27), 
	PRIMARY KEY (follow_up_id), 
	UNIQUE (open_key)
);
INSERT INTO "follow_up" VALUES(1,'A1','confirm_acceptance','confirm_acceptance:A1','ana','2026-11-23T09:25:40.000000Z',NULL,NULL);
INSERT INTO "follow_up" VALUES(2,'B1','confirm_shipment',NULL,'ana','2026-11-23T09:25:40.000000Z','bob','2026-11-23T09:25:40.000000Z');
CREATE TABLE heartbeat (
	name VARCHAR(40) NOT NULL, 
	pid INTEGER NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	state VARCHAR(40) NOT NULL, 
	detail TEXT, 
	PRIMARY KEY (name)
);
INSERT INTO "heartbeat" VALUES('actions',16179,'2026-11-23T09:14:00.000000Z','sending',NULL);
INSERT INTO "heartbeat" VALUES('worker',7,'2026-11-23T09:25:40.000000Z','waiting',NULL);
CREATE TABLE presence (
	session VARCHAR(36) NOT NULL, 
	subject VARCHAR(64) NOT NULL, 
	person VARCHAR(200) NOT NULL, 
	opened_at VARCHAR(27) NOT NULL, 
	seen_at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (session)
);
INSERT INTO "presence" VALUES('s-1','A1','ana','2026-11-23T09:25:40.000000Z','2026-11-23T09:25:40.000000Z');
CREATE TABLE saved_view (
	view_id VARCHAR(36) NOT NULL, 
	page VARCHAR(40) NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	parameters JSON NOT NULL, 
	owner VARCHAR(200) NOT NULL, 
	is_shared BOOLEAN NOT NULL, 
	changed_by VARCHAR(200) NOT NULL, 
	changed_at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (view_id)
);
INSERT INTO "saved_view" VALUES('92276658-1e27-41c0-8a6a-63ec24ede6a4','orders','Mine','{"view":"ship"}','ana',1,'ana','2026-11-23T09:25:40.000000Z');
CREATE TABLE schema_version (
	version INTEGER NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(1);
INSERT INTO "schema_version" VALUES(2);
INSERT INTO "schema_version" VALUES(3);
INSERT INTO "schema_version" VALUES(4);
CREATE TABLE setting (
	"key" VARCHAR(100) NOT NULL, 
	value TEXT NOT NULL, 
	changed_at VARCHAR(27) NOT NULL, 
	changed_by VARCHAR(200) NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "setting" VALUES('tracking_link:ups','https://ups.example/{number}','2026-11-23T09:25:40.000000Z','ana');
CREATE TABLE threshold_edit (
	edit_id INTEGER NOT NULL, 
	metric VARCHAR(40) NOT NULL, 
	alert FLOAT NOT NULL, 
	"limit" FLOAT NOT NULL, 
	valid_from DATE NOT NULL, 
	set_by VARCHAR(200) NOT NULL, 
	set_at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (edit_id)
);
INSERT INTO "threshold_edit" VALUES(1,'ship_in_time',97.0,95.0,'2026-11-01','ana','2026-11-23T09:25:40.000000Z');
CREATE INDEX action_by_due ON action (state, not_before_at);
CREATE INDEX action_by_batch ON action (batch_id);
CREATE INDEX action_by_request ON action (requested_at);
CREATE INDEX action_by_target ON action (target, state);
CREATE INDEX follow_up_by_order ON follow_up (order_id);
CREATE INDEX presence_by_seen ON presence (seen_at);
CREATE INDEX saved_view_by_page ON saved_view (page, owner);
CREATE TRIGGER threshold_edit_never_updated before update on threshold_edit begin select raise(abort, 'the history of thresholds is append-only'); end;
CREATE TRIGGER threshold_edit_never_deleted before delete on threshold_edit begin select raise(abort, 'the history of thresholds is append-only'); end;
CREATE UNIQUE INDEX attempt_by_action ON attempt (action_id, number);
CREATE INDEX event_by_action ON event (action_id, event_id);
CREATE TRIGGER event_never_updated before update on event begin select raise(abort, 'the audit log is append-only'); end;
CREATE TRIGGER event_never_deleted before delete on event begin select raise(abort, 'the audit log is append-only'); end;
COMMIT;
