"""The page that ships many parcels: every state of it, and what reaches the outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.parcel_sheets.input import template
from dashboard.parcel_sheets.sending import Sending
from dashboard.parcel_sheets.table import left_out_sheet
from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.batches import ask_each
from etl.actions.outbox.reading import list_actions
from etl.actions.states import State
from etl.domain.checks import Check, Severity
from etl.preflight.parcels.headings import TEMPLATE, headed
from etl.preflight.parcels.review import Choices, wishes
from etl.preflight.parcels.rows import ParcelRow, parcel_sheet
from etl.preflight.parcels.verdicts import Judged, RowVerdict
from etl.preflight.sheets.text import rows_of_bytes
from etl.store.ops.presence import Subject, note_presence
from etl.words.catalogues import speaking
from tests.dashboard.screen import texts
from tests.etl.preflight.sheets.workbook_files import workbook_of

SHIPPING = "pages/operations/shipping.py"
GOOD = "XY123456785FR"


def keys(app):
    return {button.key for button in app.button}


def paste(shop, text, language="en"):
    app = shop.open(SHIPPING, language)
    app.text_area(key="parcel_paste").set_value(text)
    return app.button(key="read_paste").click().run()


def upload(shop, name, content):
    app = shop.open(SHIPPING)
    app.file_uploader(key="parcel_file").set_value((name, content, "text/csv"))
    return app.run()


def two_sheets():
    heading = ["order", "tracking", "carrier"]
    days = {"Lundi": ["S1", GOOD, "Chronopost"], "Mardi": ["S3", "XY123456799FR", "Chronopost"]}
    return workbook_of({name: [heading, row] for name, row in days.items()})


def verdicts(app):
    table = next(frame.value for frame in app.dataframe if "verdict" in frame.value.columns)
    return {row["order"]: row["verdict"][0] for _index, row in table.iterrows()}


def test_first_the_queue_and_two_ways_to_give_a_sheet(shop):
    app = shop.open(SHIPPING)
    assert not app.exception
    assert "#### 3 orders to ship, 1 order is already late." in texts(app)
    assert "read_paste" in keys(app)


def test_the_right_rows_of_a_partly_wrong_sheet_are_shipped(shop):
    app = paste(shop, f"order;tracking;carrier\nS1;{GOOD};chronopost\nX9;1;Colissimo\nD1;6A12345678901;Colissimo")
    assert not app.exception
    assert "#### 1 parcel ready to ship, 1 row cannot be sent, 1 already done." in texts(app)
    assert verdicts(app) == {"X9": "Cannot be sent", "S1": "Ready", "D1": "Already done"}
    app.button(key="declare_shipments").click().run()
    assert not app.exception
    [row] = list_actions(shop.ops)
    assert (row.kind, row.target, row.state, row.requested_by) == ("ship_order", "S1", State.QUEUED, "ana")
    assert row.payload == {
        "parcel_number": GOOD,
        "carrier_name": "Chronopost",
        "tracking_url": f"https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={GOOD}",
        "order_line_ids": None,
    }
    assert row.seen == {"screen": "shipping", "row": 2}
    assert row.batch_id
    assert row.not_before_at - row.requested_at == timedelta(seconds=30)


def test_what_a_colleague_has_open_is_left_out_unless_it_is_answered_for(shop):
    note_presence(shop.ops, "session of Bao", Subject("order", "S1"), "Bao", datetime.now(UTC))
    app = paste(shop, f"order;tracking;carrier\nS1;{GOOD};Chronopost\nS3;XY123456799FR;Chronopost")
    assert verdicts(app) == {"S1": "To confirm", "S3": "Ready"}
    app.checkbox(key="accepts_all").check().run()
    app.button_group(key="reason_ship_order_sheet_choices").select("The customer still wants it").run()
    app.button(key="declare_shipments").click().run()
    overrides = {row.target: row.seen.get("override") for row in list_actions(shop.ops)}
    assert overrides == {"S1": {"warnings": ["open_elsewhere"], "reason": "customer_wants_it"}, "S3": None}


def test_an_order_that_a_colleague_opens_after_the_look_is_not_sent(shop):
    app = paste(shop, f"order;tracking;carrier\nS1;{GOOD};Chronopost\nS3;XY123456799FR;Chronopost")
    note_presence(shop.ops, "session of Bao", Subject("order", "S1"), "Bao", datetime.now(UTC))
    app.button(key="declare_shipments").click().run()
    assert [row.target for row in list_actions(shop.ops)] == ["S3"]
    [changed] = [frame.value for frame in app.dataframe if "now" in frame.value.columns]
    assert changed["why"].tolist() == ["Bao has this order open."]


def test_the_same_sheet_again_has_nothing_to_send(shop):
    sheet = f"order;tracking;carrier\nS1;{GOOD};Chronopost\nS3;XY123456799FR;Chronopost"
    paste(shop, sheet).button(key="declare_shipments").click().run()
    app = paste(shop, sheet)
    assert "#### 2 already done." in texts(app)
    assert app.button(key="nothing_to_ship").disabled
    assert len(list_actions(shop.ops)) == 2


def test_a_batch_of_hundreds_is_written_down_under_one_id_and_held_in_one_line(shop):
    shop.publish(2, extra_sql=many_orders(300))
    app = paste(shop, "order;tracking;carrier\n" + "\n".join(f"M{n};XX{n};autre" for n in range(300)))
    app.selectbox(key="carrier_for_autre").select("Colissimo").run()
    app.checkbox(key="accepts_all").check().run()
    assert "declare_shipments" not in keys(app)
    app.button_group(key="reason_ship_order_sheet_choices").select("Number read again on the label").run()
    app.button(key="declare_shipments").click().run()
    rows = list_actions(shop.ops)
    assert len(rows) == 300
    assert len({row.batch_id for row in rows}) == 1
    assert rows[0].seen["override"] == {"warnings": ["wrong_shape"], "reason": "label_read"}
    app = shop.open("pages/today/today.py")
    assert [button.label for button in app.button if button.key.startswith("undo_")] == ["Undo all 300"]
    assert "**Declare the shipment** · 300 orders · Will be sent in" in texts(app)
    app.button(key=f"undo_{rows[0].batch_id}").click().run()
    assert {row.state for row in list_actions(shop.ops)} == {State.UNDONE}


def test_an_unknown_carrier_is_mapped_once_for_all_its_spellings(shop):
    app = paste(shop, "order;tracking;carrier\nS1;XY123456785FR;Chrono-Post 13\nS3;XY123456799FR;chrono post 13\nS2;1;")
    assert verdicts(app) == {"S1": "Choose a carrier", "S3": "Choose a carrier", "S2": "Choose a carrier"}
    [name] = [box.key for box in app.selectbox if box.key.startswith("carrier_for_") and box.key != "carrier_for_"]
    app.selectbox(key=name).select("Chronopost").run()
    app.selectbox(key="carrier_for_").select("Mondial Relay").run()
    assert verdicts(app) == {"S1": "Ready", "S3": "Ready", "S2": "To confirm"}


def test_nothing_is_sent_for_an_order_with_two_numbers_until_one_is_chosen(shop):
    app = paste(shop, "order;tracking;carrier\nS1;XY123456785FR;Chronopost\nS1;XY123456799FR;Chronopost")
    assert "nothing_to_ship" in keys(app)
    app.selectbox(key="number_for_S1").select_index(1).run()
    assert "#### 1 parcel ready to ship, 1 row repeats another." in texts(app)
    app.button(key="declare_shipments").click().run()
    assert [row.payload["parcel_number"] for row in list_actions(shop.ops)] == ["XY123456799FR"]


def test_lost_zeros_are_put_back_when_asked(shop):
    shop.publish(2, extra_sql="insert into carriers values ('DHL', 'DHL')")
    app = paste(shop, "order;tracking;carrier\nS1;340434161094042557;DHL")
    assert verdicts(app) == {"S1": "To confirm"}
    app.checkbox(key="restores_zeros").check().run()
    app.button(key="declare_shipments").click().run()
    assert [row.payload["parcel_number"] for row in list_actions(shop.ops)] == ["00340434161094042557"]


def test_what_changed_between_the_look_and_the_click_is_not_sent_and_is_said(shop):
    app = paste(shop, f"order;tracking;carrier\nS1;{GOOD};Chronopost\nS3;XY123456799FR;Chronopost")
    ask_one(shop, "S1", "OTHER1234567")
    app.button(key="declare_shipments").click().run()
    assert not app.exception
    assert {row.target: row.payload["parcel_number"] for row in list_actions(shop.ops)} == {
        "S1": "OTHER1234567",
        "S3": "XY123456799FR",
    }
    assert "**1 parcel is on its way**" in texts(app)
    assert "**1 row was not sent: things had changed since you looked**" in texts(app)
    [changed] = [frame.value for frame in app.dataframe if "now" in frame.value.columns]
    assert changed.to_dict("records") == [
        {
            "order": "S1",
            "now": "Cannot be sent",
            "why": "Already asked for, with number OTHER1234567: undo that first, as long as it waits.",
        }
    ]
    app.button(key="forget_outcome").click().run()
    assert not [frame for frame in app.dataframe if "now" in frame.value.columns]


def test_a_confirmation_that_was_interrupted_goes_on_where_it_was_under_the_same_batch(shop):
    app = paste(shop, f"order;tracking;carrier\nS1;{GOOD};Chronopost\nS3;XY123456799FR;Chronopost")
    review = app.session_state["sheet_review"][1]
    confirmed = Sending(tuple(review.judged), Choices(), datetime.now(UTC))
    [first] = ask_each(
        shop.ops,
        wishes(review.judged[:1], review.orders, Choices(), {}),
        batch_id=confirmed.batch_id,
        requested_by="ana",
        hold=timedelta(seconds=30),
        now=datetime.now(UTC),
    )
    confirmed.answers[2] = first
    app.session_state["parcel_sending"] = confirmed
    app.run()
    assert not app.exception
    assert [(row.target, row.batch_id) for row in sorted(list_actions(shop.ops), key=lambda row: row.target)] == [
        ("S1", confirmed.batch_id),
        ("S3", confirmed.batch_id),
    ]
    assert app.title[0].value == "Actions"


def test_an_old_confirmation_is_not_gone_on_with(shop):
    app = paste(shop, f"order;tracking;carrier\nS1;{GOOD};Chronopost")
    judged = app.session_state["sheet_review"][1].judged
    app.session_state["parcel_sending"] = Sending(tuple(judged), Choices(), datetime.now(UTC) - timedelta(minutes=3))
    app.run()
    assert list_actions(shop.ops) == []
    assert "declare_shipments" in keys(app)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("list.csv", b"%PDF-1.7", "This is a PDF, whatever its name says."),
        ("list.xlsx", b"PK\x03\x04 cut off", "The workbook is damaged or cut off."),
        ("list.csv", b"x" * 50_000_000, "The file is larger than 5 MB."),
        ("list.csv", b"", "There is nothing in it."),
        ("list.csv", b"order;tracking\n", "There is nothing in it."),
        ("list.csv", b"alone", "No column with tracking numbers was found."),
        ("list.csv", b"order;tracking\n" + b"S1;1\n" * 10_001, "The file has more than 10,000 rows."),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_remedy(shop, name, content, said):
    app = upload(shop, name, content)
    assert not app.exception
    assert [error.value.startswith(said) for error in app.error] == [True]
    assert "read_paste" in keys(app)


def test_bad_rows_each_have_their_verdict_and_harm_no_other(shop):
    sheet = "\n".join(
        [
            "order;tracking;carrier",
            f"\u200bS1\u00a0;{GOOD};Chronopost",
            "D1;6A99999999999;Colissimo",
            "OTHER-SELLER-1;6A1;Colissimo",
            "S2;=1+1;Colissimo",
            "S2;6.12346E+12;Colissimo",
            "S3;6A12345678901;Colissimo",
            "A1;6A1;Colissimo",
            "F1;6A1;Colissimo",
        ]
    )
    app = upload(shop, "list.csv", sheet.encode())
    assert verdicts(app) == {
        "S1": "Ready",
        "S2": "Cannot be sent",
        "S3": "To confirm",
        "D1": "Cannot be sent",
        "OTHER-SELLER-1": "Cannot be sent",
        "A1": "Cannot be sent",
        "F1": "Cannot be sent",
    }


@pytest.mark.parametrize("language", ["fr", "en", "zh"])
def test_the_template_and_the_rows_not_sent_can_be_given_again(shop, language):
    with speaking(language):
        headings = rows_of_bytes(template())[0]
        assert list(headed(headings)) == list(TEMPLATE)
    judged = Judged(
        ParcelRow(7, "S1", "=cmd()", "Colissimo"), RowVerdict.IMPOSSIBLE, (Check("number_formula", Severity.BLOCKS),)
    )
    with speaking(language):
        content = left_out_sheet([judged])
    assert b";'=cmd();" in content
    sheet = parcel_sheet(rows_of_bytes(content), [])
    assert [(row.order_id, row.carrier_name, row.order_line_ids) for row in sheet.rows] == [("S1", "Colissimo", ())]


@pytest.mark.parametrize("language", ["fr", "zh"])
def test_the_review_speaks_the_readers_language(shop, language):
    app = paste(shop, f"order;tracking;carrier\nS1;{GOOD};Chronopost\nX9;1;Pigeon\nS2;1;Pigeon", language)
    assert not app.exception
    said = {"fr": "1 colis prêt à expédier", "zh": "1 个包裹可发货"}[language]
    assert said in texts(app)


def test_another_sheet_forgets_the_first_and_its_choices(shop):
    app = paste(shop, "order;tracking;carrier\nS1;1;Pigeon")
    app.selectbox(key="carrier_for_Pigeon").select("Chronopost").run()
    app.button(key="drop_sheet").click().run()
    assert "read_paste" in keys(app)
    app.text_area(key="parcel_paste").set_value("order;tracking;carrier\nS1;1;Pigeon")
    app.button(key="read_paste").click().run()
    assert verdicts(app) == {"S1": "Choose a carrier"}


def ask_one(shop, order_id, number):
    enqueue(
        shop.ops,
        kind_named("ship_order"),
        order_id,
        {"parcel_number": number, "carrier_name": "Chronopost"},
        requested_by="bo",
        hold=timedelta(seconds=30),
        now=datetime.now(UTC),
    )


def many_orders(number):
    lines = (
        "select * replace ('M' || n as order_id) from order_lines, range(0, {n}) as numbers(n) where order_id = 'S3'"
    )
    orders = "select * replace ('M' || n as order_id) from orders, range(0, {n}) as numbers(n) where order_id = 'S3'"
    return ";".join(
        f"insert into {table} select * exclude (n) from ({query.format(n=number)})"
        for table, query in (("order_lines", lines), ("orders", orders))
    )


def test_a_postcode_goes_into_an_address_that_asks_for_it_only_when_it_is_sent(shop):
    app = paste(shop, "order;tracking;carrier\nS1;12345678;Mondial Relay")
    [table] = [frame.value for frame in app.dataframe if "link" in frame.value.columns]
    assert table["link"].tolist() == [
        "https://www.mondialrelay.fr/suivi-de-colis?numeroExpedition=12345678&codePostal=…"
    ]
    app.button(key="declare_shipments").click().run()
    [row] = list_actions(shop.ops)
    assert row.payload["tracking_url"].endswith("numeroExpedition=12345678&codePostal=33000")


def test_a_number_that_is_under_way_for_another_order_is_doubted(shop):
    ask_one(shop, "S3", GOOD)
    app = paste(shop, f"order;tracking;carrier\nS1;{GOOD.lower()};Chronopost")
    [table] = [
        frame.value for frame in app.dataframe if "why" in frame.value.columns and "verdict" in frame.value.columns
    ]
    assert table["why"].tolist() == ["This number is already on order S3."]


def choose(app, text):
    box = next(box for box in app.selectbox if str(box.key).startswith("sheet_reading"))
    return box.set_value(next(option for option in box.options if text in option)).run()


def test_two_columns_that_could_be_the_numbers_are_chosen_from_and_what_was_chosen_is_shown(shop):
    app = paste(shop, f"order;tracking;tracking number;carrier\nS1;A11111111;{GOOD};Chronopost")
    assert not app.exception
    assert "Two columns could be the tracking numbers" in app.error[0].value
    app = choose(app, GOOD)
    assert not app.exception
    assert verdicts(app) == {"S1": "Ready"}
    assert "“tracking number” · Carrier" in texts(app)
    assert list_actions(shop.ops) == []


def test_one_answer_may_lead_to_another_question(shop):
    app = paste(shop, f"order;tracking;tracking number;carrier;carrier name\nS1;A11111111;{GOOD};Chronopost;DPD")
    for answer in ("Chronopost", GOOD):
        assert not app.exception
        app = choose(app, answer)
    assert verdicts(app) == {"S1": "Ready"}


def test_the_sheet_of_a_workbook_is_chosen_where_several_have_orders(shop):
    app = upload(shop, "two.xlsx", two_sheets())
    assert not app.exception
    app = choose(app, "Mardi")
    assert not app.exception
    assert verdicts(app) == {"S3": "Ready"}
    assert "Sheet “Mardi”" in texts(app)


def test_a_heading_is_shown_as_it_is_written_whatever_it_holds(shop):
    evil = "tracking![x](http://evil.example/p.png)"
    app = paste(shop, f"order;tracking;{evil};tracking number\nS1;A11111111;x;{GOOD}")
    assert not app.exception
    assert all("](http" not in error.value.replace("\\]", "") for error in app.error)
