"""The outbox's notes reach the reader in the reader's language."""

from __future__ import annotations

import pytest

from etl.actions.notes import Note
from etl.actions.outbox.reading import list_actions
from etl.words.catalogues import speaking
from etl.words.notes import note_words


@pytest.mark.parametrize(
    ("note", "french"),
    [
        ("asked for", "demandé"),
        ("Order A1 is Accepted.", "Commande A1\xa0: Acceptée."),
        ("Order A1 is still WaitingAcceptance.", "La commande A1 est toujours à\xa0: En attente d’acceptation."),
        ("Parcel 6A1 is on the lines of order A1.", "Le colis 6A1 est sur la commande A1."),
        (
            "Given up after 3 requests: Order A1 is InPreparation and no parcel is on it.",
            "Abandon après 3 requêtes. Commande A1\xa0: À préparer, sans colis.",
        ),
        ("Order A1 is still Accepted. Sending again.", "La commande A1 est toujours à\xa0: Acceptée. Nouvel envoi."),
        ("POST /orders/A1/shipments: the marketplace answered 500: without words", "La place de marché a répondu 500."),
        (
            "POST /offer-packages: the marketplace answered 400: Not valid: No such channel.",
            "La place de marché a répondu 400\xa0: Not valid: No such channel.",
        ),
        ("POST /orders/A1/shipments: no answer came back (ReadTimeout)", "Aucune réponse n’est revenue."),
        (
            "GET /orders/A1: http://127.0.0.1:9 cannot be reached (ConnectError): check VIGIE_API_URL",
            "La place de marché est injoignable.",
        ),
        (
            "Not finished since 2026-11-25 06:40 UTC: The marketplace is working on package 812002.",
            "Pas terminé depuis le 25\xa0nov. 2026, 07:40. La place de marché y travaille.",
        ),
        ("Cannot switch to shipped status", "Cannot switch to shipped status"),
        ("Settled by hand: vu {au} téléphone", "Réglé à la main\xa0: vu {au} téléphone"),
        (None, ""),
    ],
)
def test_a_known_note_is_translated_and_any_other_left_as_written(note, french):
    with speaking("fr"):
        assert note_words(note and Note(note)) == french


def test_what_the_outbox_writes_is_known_here(shop):
    app = shop.open("pages/operations/orders.py", "fr", order="A2")
    app.button(key="approve_order_A2").click().run()
    [row] = list_actions(shop.ops)
    app.button(key=f"undo_{row.action_id}").click().run()
    shown = "\n".join(caption.value for caption in app.caption)
    assert "demandé" in shown
    assert "annulé avant l’envoi" in shown
    assert "asked for" not in shown
