"""What nobody sees never reaches the outbox, whichever door it came by; the floor of a number holds there as well."""

from __future__ import annotations

import pytest

from etl.actions.errors import InvalidAction
from etl.actions.kinds import kind_named
from etl.actions.notes import as_written
from etl.actions.outbox.overrides import Override
from etl.actions.outbox.reading import one_action
from tests.etl.actions.outbox.test_asking import ask

HIDDEN = ["\u200b", "\ufeff", "\u2060", "\u00ad", "\u202e", "\x00", "\x1b"]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_every_text_of_a_payload_is_what_was_shown(ops, clock, hidden):
    parcel = {
        "parcel_number": f"6A123{hidden}45678905",
        "carrier_name": f"Coli{hidden}ssimo",
        "tracking_url": f"https://example.com/{hidden}1",
        "order_line_ids": [f"L{hidden}1"],
    }
    asked = ask(ops, clock, "ship_order", "O1", payload=parcel)
    assert one_action(ops, asked.action_id).payload == {
        "parcel_number": "6A12345678905",
        "carrier_name": "Colissimo",
        "tracking_url": "https://example.com/1",
        "order_line_ids": ["L1"],
    }


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("kind", ["approve_order", "update_offer"])
def test_a_target_is_refused_and_never_made_another(ops, clock, kind, hidden):
    payload = {"quantity": 1} if kind == "update_offer" else {}
    with pytest.raises(InvalidAction):
        ask(ops, clock, kind, f"A{hidden}B", payload=payload)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_reasons_and_notes_are_what_was_shown(hidden):
    assert Override(("same_buyer",), f"seen{hidden} it").checked().reason == "seen it"
    assert as_written(f"found{hidden} it").text == "found it"


@pytest.mark.parametrize(
    "number", ["#N/A", "0", "28/11/2026", "6A1;6A2", "sans suivi", "６A12345678905", "0041234567-0041234568"]
)
def test_what_is_no_number_whatever_the_carrier_is_not_written_down(number):
    with pytest.raises(InvalidAction):
        kind_named("ship_order").checked_payload({"parcel_number": number, "carrier_name": "GLS"})
