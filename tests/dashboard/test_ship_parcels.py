"""The page that ships many parcels: every state of it, and what reaches the outbox."""

from __future__ import annotations

from datetime import timedelta

from etl.actions.listings import list_actions
from etl.actions.states import State

SHIPPING = "pages/operations/shipping.py"
GOOD = "XY123456785FR"


def texts(app):
    return "\n".join([*(text.value for text in app.markdown), *(text.value for text in app.caption)])


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
        "tracking_url": None,
        "order_line_ids": None,
    }
    assert row.seen == {"screen": "shipping", "row": 2}
    assert row.batch_id
    assert row.not_before_at - row.requested_at == timedelta(seconds=30)
