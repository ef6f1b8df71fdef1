"""The writer's own words."""

import pytest

from etl.domain.messages.bodies import lines_of
from etl.domain.messages.quotes import own_text


def own(body: str) -> str:
    return own_text(lines_of(body)).strip()


@pytest.mark.parametrize(
    "introduction",
    [
        "Le 3 nov. 2026 à 10:12, Service client a écrit :",
        "Le mar. 3 nov. 2026 à 10:12, Service client\n<sav@maison.example> a écrit :",
        "On Tue, Nov 3, 2026 at 10:12 AM Service client <sav@maison.example> wrote:",
        "On Tue, Nov 3, 2026 at 10:12 AM\nService client\nwrote:",
        "Am 3.11.2026 um 10:12 schrieb Service client:",
        "El mar, 3 nov 2026 a las 10:12, Service client escribió:",
        "Il giorno mar 3 nov 2026 alle ore 10:12 Service client ha scritto:",
        "Op di 3 nov. 2026 om 10:12 schreef Service client",
        "Em ter., 3 de nov. de 2026 às 10:12, Service client escreveu:",
        "在 2026年11月3日 10:12，Service client 写道：",
        "2026年11月3日 10:12，Service client 写道：",
        "Votre message :",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_line_that_introduces_a_quote_goes_with_it(introduction: str, gap: str) -> None:
    assert own(f"Oui.\n\n{introduction}{gap}> Bonjour\n>> avant\n") == "Oui."


@pytest.mark.parametrize(
    "body",
    [
        "-Le couvercle est cassé\n-Il manque la vis\n\n--------\nMerci de rembourser",
        "Le 3 novembre j'ai écrit :\nrien n'est venu",
        "On verra :\n\nLe colis est vide",
        "prix :\n20 €",
    ],
)
def test_dashes_and_lines_that_only_look_like_it_are_the_writers(body: str) -> None:
    assert own(body) == body


def test_answers_between_quoted_lines_are_the_writers() -> None:
    assert own("> Quel défaut ?\nle couvercle\n> Une photo ?\ndemain").split() == ["le", "couvercle", "demain"]


@pytest.mark.parametrize(
    "body", ["&gt; cité\nmoi", "<p>&gt; cité</p><p>moi</p>", "<blockquote>cité</blockquote>moi", "  > cité\nmoi"]
)
def test_what_is_quoted_is_known_in_html_and_behind_entities(body: str) -> None:
    assert own(body) == "moi"


def test_a_message_of_nothing_but_quotes_has_no_own_words() -> None:
    assert own("> a\n> b") == ""
    assert own("") == ""


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Envoyé de mon iPhone",
        "Envoyé depuis l'application Mail Orange",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Enviado desde mi iPhone",
        "Inviato da Yahoo Mail",
        "Verzonden vanaf mijn Galaxy",
        "Get Outlook for iOS",
        "发自我的iPhone",
    ],
)
def test_the_line_that_a_telephone_writes_is_not_the_writers(line: str) -> None:
    assert own(f"Ok merci\n\n{line}") == "Ok merci"


def test_what_was_sent_is_the_writers_to_tell() -> None:
    body = "Envoyé de Paris lundi, jamais reçu\nGet me my money back\nSent my phone back yesterday"
    assert own(body) == body
