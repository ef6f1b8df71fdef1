"""A thread handed over as a file: the cases from the field by their number (T-M01 and so on), and the rules by name."""

import random
from typing import Any

import orjson
import pytest

from etl.preflight.explaining.explanation import CannotExplain
from tests.etl.preflight.explaining.thread import explained, message, runs, thread

MONDAY = "2026-11-02T08:00:00Z"


def test_m01_an_automatic_text_neither_stops_nor_starts_a_clock() -> None:
    shown = explained(
        thread(
            message("1", MONDAY),
            message("2", "2026-11-02T08:00:04Z", "A"),
            message("3", "2026-11-03T09:00:00Z", "S"),
            message("4", "2026-11-04T09:00:00Z", "A"),
        )
    )
    assert runs(shown) == [(MONDAY, "2026-11-03T09:00:00Z", "answer", True)]
    assert [one["from"] for one in shown["messages"]] == ["customer", "automatic", "seller", "automatic"]


@pytest.mark.parametrize("user_type", ["Supervisor", "SellerBot", "", None, 7, ["Seller"]])
def test_m01_a_sender_we_do_not_know_is_no_answer_of_ours_and_asks_nothing(user_type: object) -> None:
    unknown = message("2", "2026-11-02T09:00:00Z") | {"sender": {"userType": user_type}}
    shown = explained(thread(message("1", MONDAY), unknown), "2026-11-02T10:00:00Z")
    assert (shown["messages"][1]["from"], runs(shown)) == ("unknown", [(MONDAY, None, None, None)])
    assert explained(thread(unknown))["owes"] is None


def test_m02_a_thread_taken_up_again_has_a_clock_of_its_own() -> None:
    shown = explained(
        thread(
            message("1", "2026-10-01T08:00:00Z"),
            message("2", "2026-10-01T08:40:00Z", "S"),
            message("3", "2026-10-20T12:00:00Z"),
            message("4", "2026-10-20T13:00:00Z", "S"),
        )
    )
    assert [run[0] for run in runs(shown)] == ["2026-10-01T08:00:00Z", "2026-10-20T12:00:00Z"]
    assert shown["runs"][1]["due_at"] == "2026-10-22T12:00:00Z"


def test_m03_a_run_goes_from_the_first_message_to_our_first_answer() -> None:
    shown = explained(
        thread(
            message("1", "2026-11-09T09:00:00Z"),
            message("2", "2026-11-09T17:00:00Z"),
            message("3", "2026-11-10T08:00:00Z", "S"),
            message("4", "2026-11-10T08:20:00Z", "S"),
        )
    )
    assert runs(shown) == [("2026-11-09T09:00:00Z", "2026-11-10T08:00:00Z", "answer", True)]
    assert (shown["owes"], shown["opened_at"], shown["due_at"], shown["due_rule"]) == (None, None, None, None)


@pytest.mark.parametrize(
    ("treated_at", "kept"),
    [("2026-11-19T15:00:00Z", None), ("2026-11-19T15:00:00.001Z", False)],
)
def test_m04_thanks_are_marked_as_treated_which_is_no_answer(treated_at: str, kept: bool | None) -> None:
    thanks = message("1", "2026-11-17T15:00:00Z", body="Merci beaucoup, bonne journée !")
    shown = explained(thread(thanks, treated_at=[treated_at]), "2026-11-25T09:00:00Z")
    assert runs(shown) == [("2026-11-17T15:00:00Z", treated_at, "treated", kept)]
    assert shown["owes"] is None
    assert explained(thread(thanks), "2026-11-17T16:00:00Z")["owes"] == "answer_message"


def test_m05_both_clocks_are_shown_and_the_earlier_counts() -> None:
    shown = explained(thread(message("1", "2026-12-30T09:00:00Z")), "2026-12-30T12:00:00Z")
    assert (shown["due_calendar_at"], shown["due_working_at"]) == ("2027-01-01T09:00:00Z", "2027-01-04T09:00:00Z")
    assert (shown["due_at"], shown["due_rule"]) == ("2027-01-01T09:00:00Z", "48_hours")
    assert shown["alert_at"] == "2026-12-31T09:00:00Z"


def test_m06_m07_reading_marks_and_notes_do_not_move_a_clock() -> None:
    read = message("1", MONDAY) | {"hasRead": True, "note": "internal", "assignedTo": "Jade"}
    assert runs(explained(thread(read, status="Treated"), "2026-11-02T09:00:00Z")) == [(MONDAY, None, None, None)]


def test_m13_an_absence_note_of_a_customers_mailbox_waits_for_a_person() -> None:
    note = message("2", "2026-12-02T10:00:03Z", body="Réponse automatique : je suis absente jusqu'au 12.")
    shown = explained(thread(message("1", "2026-12-02T10:00:00Z", "S"), note), "2026-12-02T12:00:00Z")
    assert (shown["owes"], shown["opened_at"]) == ("answer_message", "2026-12-02T10:00:03Z")


@pytest.mark.parametrize("body", ["Merci", "Ok", "Hello", "2611021130ABCDE ?", "👍", "Colis 6A12345678901 DPD"])
def test_m18_short_texts_take_the_language_of_the_thread_else_of_the_channel(body: str) -> None:
    asked = message("1", MONDAY, body="Hello, I have not received my parcel yet. Could you tell me where it is?")
    shown = explained(thread(asked, message("2", "2026-11-02T09:00:00Z", body=body)))
    assert (shown["language"], shown["language_assumed"]) == ("en", False)
    assert [one["language"] for one in shown["messages"]] == ["en", "en"]
    alone = explained(thread(message("1", MONDAY, body=body)))
    assert (alone["language"], alone["language_assumed"], alone["messages"][0]["language"]) == ("fr", True, "fr")


def test_m18_the_language_is_the_customers_not_ours_nor_the_operators() -> None:
    english = "Hello, we have sent your parcel this morning and you will receive it tomorrow."
    shown = explained(
        thread(
            message("1", MONDAY, "O", english),
            message("2", "2026-11-02T09:00:00Z", "S", english),
            message("3", "2026-11-02T10:00:00Z", "C", "Ok"),
        )
    )
    assert (shown["language"], shown["language_assumed"]) == ("fr", True)
    assert [one["language"] for one in shown["messages"]] == ["en", "en", "fr"]


def test_m18_of_several_languages_of_a_customer_the_latest_is_the_threads() -> None:
    shown = explained(
        thread(
            message("1", MONDAY, body="Bonjour, je n'ai pas encore reçu mon colis."),
            message("2", "2026-11-02T09:00:00Z", body="Sorry, could you please answer me in English?"),
            message("3", "2026-11-02T10:00:00Z", body="Thanks"),
        )
    )
    assert [one["language"] for one in shown["messages"]] == ["fr", "en", "en"]


def test_m18_quoted_words_of_ours_have_no_say_in_the_language() -> None:
    introduced = "Le mar. 3 nov. 2026 à 10:12, Service client\n<sav@maison.example> a écrit :"
    body = f"Ja, gerne.\n\n{introduced}\n> Bonjour, souhaitez-vous être remboursé ?"
    shown = explained(thread(message("1", MONDAY, body=body), salesChannel="CDISFR"))
    assert shown["language_assumed"] is True
    html = (
        "<div>Ich möchte bitte mein Geld zurück.</div><div>Le 3 nov. 2026 à 10:12, SAV a écrit :</div>"
        "<blockquote>Bonjour, souhaitez-vous être remboursé de votre commande ?</blockquote>"
    )
    assert explained(thread(message("1", MONDAY, body=html)))["language"] == "de"


def test_m19_m20_a_body_is_shown_whole_as_plain_text() -> None:
    html = (
        "<div>Bonjour&nbsp;!</div><p>Colis : 2<br>Prix : 5&euro;</p><table><tr><td>Réf.</td><td>A-1</td></tr></table>"
    )
    plain = "taille <M ou >L, prix < 20 €"
    shown = explained(thread(message("1", MONDAY, body=html), message("2", "2026-11-02T09:00:00Z", body=plain)))
    assert [one["text"] for one in shown["messages"]] == ["Bonjour\u00a0!\nColis : 2\nPrix : 5€\nRéf. A-1", plain]


@pytest.mark.parametrize(
    ("asked", "calendar", "working"),
    [
        # a Saturday, a Sunday: Monday and Tuesday are the two, to the midnight after
        ("2026-11-07T10:00:00Z", "2026-11-09T10:00:00Z", "2026-11-10T23:00:00Z"),
        ("2026-11-08T22:59:59Z", "2026-11-10T22:59:59Z", "2026-11-10T23:00:00Z"),
        # Armistice, a Wednesday, is no working day; the two days before and after it are
        ("2026-11-10T09:00:00Z", "2026-11-12T09:00:00Z", "2026-11-13T09:00:00Z"),
        ("2026-11-11T09:00:00Z", "2026-11-13T09:00:00Z", "2026-11-13T23:00:00Z"),
        # the same hour in Paris after clocks went back, and forward; 48 hours are elapsed ones
        ("2026-10-23T15:00:00Z", "2026-10-25T15:00:00Z", "2026-10-27T16:00:00Z"),
        ("2026-03-27T16:00:00Z", "2026-03-29T16:00:00Z", "2026-03-31T15:00:00Z"),
        # the Friday before Easter Monday; Good Friday is a working day
        ("2026-04-03T15:00:00Z", "2026-04-05T15:00:00Z", "2026-04-08T15:00:00Z"),
        # just past midnight in Paris on Monday, when it is still Sunday in UTC
        ("2026-11-08T23:00:00Z", "2026-11-10T23:00:00Z", "2026-11-11T23:00:00Z"),
    ],
)
def test_clocks_run_48_elapsed_hours_and_two_working_days_to_the_same_hour_in_paris(
    asked: str, calendar: str, working: str
) -> None:
    shown = explained(thread(message("1", asked)), asked)
    assert (shown["due_calendar_at"], shown["due_at"]) == (calendar, calendar)
    assert shown["due_working_at"] == working


@pytest.mark.parametrize(
    ("answered_at", "kept"),
    [("2026-11-04T08:00:00Z", True), ("2026-11-04T08:00:00.001Z", False)],
)
def test_an_answer_is_in_time_up_to_the_deadline(answered_at: str, kept: bool) -> None:
    assert runs(explained(thread(message("1", MONDAY), message("2", answered_at, "S")))) == [
        (MONDAY, answered_at, "answer", kept)
    ]


@pytest.mark.parametrize(("now", "kept"), [("2026-11-04T08:00:00Z", None), ("2026-11-04T08:00:00.001Z", False)])
def test_what_is_still_owed_past_its_deadline_is_broken_and_stays_owed(now: str, kept: bool | None) -> None:
    shown = explained(thread(message("1", MONDAY)), now)
    assert (shown["owes"], shown["due_at"], shown["runs"][0]["kept"]) == (
        "answer_message",
        "2026-11-04T08:00:00Z",
        kept,
    )


def test_a_message_of_the_operator_opens_a_run() -> None:
    shown = explained(thread(message("1", MONDAY, "O"), message("2", "2026-11-02T09:00:00Z")), "2026-11-02T10:00:00Z")
    assert (shown["owes"], runs(shown)) == ("answer_message", [(MONDAY, None, None, None)])


def test_closing_ends_a_run_at_a_time_that_nobody_tells_and_judges_nothing() -> None:
    shown = explained(thread(message("1", MONDAY), isOpen=False))
    assert (shown["owes"], runs(shown)) == (None, [(MONDAY, None, "closed", None)])


def test_closing_a_thread_that_was_answered_changes_no_run() -> None:
    shown = explained(thread(message("1", MONDAY), message("2", "2026-11-02T09:00:00Z", "S"), isOpen=False))
    assert runs(shown) == [(MONDAY, "2026-11-02T09:00:00Z", "answer", True)]


def test_a_mark_ends_the_run_that_is_open_then_and_no_other() -> None:
    given = thread(
        message("1", MONDAY),
        message("2", "2026-11-02T10:00:00Z"),
        message("3", "2026-11-03T10:00:00Z", "S"),
        treated_at=["2026-11-02T07:59:59Z", "2026-11-02T09:00:00Z", "2026-11-02T09:30:00Z", "2026-11-05T09:00:00Z"],
    )
    assert runs(explained(given)) == [
        (MONDAY, "2026-11-02T09:00:00Z", "treated", None),
        ("2026-11-02T10:00:00Z", "2026-11-03T10:00:00Z", "answer", True),
    ]


def test_a_mark_at_the_instant_of_a_message_comes_after_it_and_after_an_answer() -> None:
    assert runs(explained(thread(message("1", MONDAY), treated_at=[MONDAY])))[0][2] == "treated"
    answered = thread(message("1", MONDAY), message("2", MONDAY, "S"), treated_at=[MONDAY])
    assert runs(explained(answered)) == [(MONDAY, MONDAY, "answer", True)]


def test_messages_are_put_in_order_and_those_of_one_instant_stay_as_served() -> None:
    unordered = thread(
        message("3", "2026-11-03T08:00:00Z"), message("1", MONDAY), message("2", "2026-11-02T09:00:00Z", "S")
    )
    shown = explained(unordered, "2026-11-03T09:00:00Z")
    assert [one["message_id"] for one in shown["messages"]] == ["1", "2", "3"]
    assert [run[:3] for run in runs(shown)] == [
        (MONDAY, "2026-11-02T09:00:00Z", "answer"),
        ("2026-11-03T08:00:00Z", None, None),
    ]
    newest_first = thread(message("3", "2026-11-03T08:00:00Z", "S"), message("2", MONDAY, "S"), message("1", MONDAY))
    assert runs(explained(newest_first)) == [(MONDAY, MONDAY, "answer", True)]


def test_of_two_messages_with_one_id_the_last_counts() -> None:
    shown = explained(thread(message("1", MONDAY, "S"), message("1", MONDAY, body="Deux")), "2026-11-02T09:00:00Z")
    assert [(one["from"], one["text"]) for one in shown["messages"]] == [("customer", "Deux")]
    assert shown["owes"] == "answer_message"


def test_messages_without_an_id_are_all_kept() -> None:
    without = {key: value for key, value in message("", MONDAY).items() if key != "messageId"}
    shown = explained(thread(without, without))
    assert [one["message_id"] for one in shown["messages"]] == [None, None]


def test_what_comes_later_than_now_is_left_out_and_listed_once() -> None:
    given = thread(
        message("1", MONDAY),
        message("2", "2026-11-03T09:00:00Z", "S"),
        updatedAt="2026-11-03T09:00:00Z",
        treated_at=["2026-11-04T09:00:00Z"],
    )
    shown = explained(given, "2026-11-02T09:00:00Z")
    assert (shown["owes"], [one["message_id"] for one in shown["messages"]]) == ("answer_message", ["1"])
    assert shown["later"] == [
        {"what": "message", "id": "2", "at": "2026-11-03T09:00:00Z"},
        {"what": "treated_at", "id": "D1", "at": "2026-11-04T09:00:00Z"},
    ]
    assert explained(given)["later"] == []
    assert explained(thread(message("1", "9999-12-31T23:59:59Z")))["later"][0]["id"] == "1"


def test_a_claim_runs_from_the_operators_first_message_before_any_message_owed() -> None:
    given = thread(message("1", MONDAY), message("2", "2026-11-03T10:00:00Z", "O"), graduation="Claim")
    shown = explained(given, "2026-11-03T12:00:00Z")
    assert (shown["owes"], shown["opened_at"], shown["alert_at"]) == (
        "solve_claim",
        "2026-11-03T10:00:00Z",
        "2026-11-04T10:00:00Z",
    )
    assert (shown["due_at"], shown["due_calendar_at"]) == ("2026-11-05T10:00:00Z", "2026-11-05T10:00:00Z")
    assert (shown["due_working_at"], shown["due_rule"]) == ("2026-11-05T10:00:00Z", "48_hours")
    assert shown["runs"][0]["due_at"] == "2026-11-04T08:00:00Z"


def test_a_claim_without_the_operator_runs_from_the_open_run_else_from_the_beginning() -> None:
    given: dict[str, Any] = {"graduation": "Level_1", "createdAt": "2026-11-01T07:00:00Z"}
    waiting = thread(message("1", MONDAY, "S"), message("2", "2026-11-03T08:00:00Z"), **given)
    assert explained(waiting)["opened_at"] == "2026-11-03T08:00:00Z"
    treated = thread(message("1", MONDAY), treated_at=["2026-11-02T09:00:00Z"], **given)
    shown = explained(treated)
    assert (shown["owes"], shown["opened_at"]) == ("solve_claim", "2026-11-01T07:00:00Z")
    assert explained(thread(**given))["opened_at"] == "2026-11-01T07:00:00Z"
    answered = thread(message("1", MONDAY), message("2", "2026-11-02T09:00:00Z", "S"), **given)
    assert explained(answered)["owes"] is None


def test_a_thread_that_begins_later_owes_nothing_yet() -> None:
    shown = explained(thread(message("1", MONDAY), graduation="Claim"), "2026-11-02T07:59:59Z")
    assert (shown["owes"], shown["messages"], shown["runs"]) == (None, [], [])
    assert [fact["what"] for fact in shown["later"]] == ["message"]


def test_a_claim_is_solved_by_our_next_message_or_by_closing_and_not_by_a_mark() -> None:
    claim = [message("1", MONDAY), message("2", "2026-11-02T09:00:00Z", "O")]
    answer = message("3", "2026-11-02T10:00:00Z", "S")
    assert explained(thread(*claim, answer, graduation="Claim"))["owes"] is None
    assert explained(thread(*claim, graduation="Claim", isOpen=False))["owes"] is None
    marked = explained(thread(*claim, graduation="Claim", treated_at=["2026-11-02T11:00:00Z"]))
    assert (marked["owes"], runs(marked)[0][2]) == ("solve_claim", "treated")
    robot = message("3", "2026-11-02T10:00:00Z", "A")
    assert explained(thread(*claim, robot, graduation="Claim"))["owes"] == "solve_claim"


def test_after_a_claim_was_solved_a_new_message_is_owed_by_its_own_clocks() -> None:
    given = thread(
        message("1", MONDAY, "O"),
        message("2", "2026-11-02T10:00:00Z", "S"),
        message("3", "2026-11-03T08:00:00Z"),
        graduation="Claim",
    )
    shown = explained(given, "2026-11-03T09:00:00Z")
    assert (shown["owes"], shown["opened_at"]) == ("answer_message", "2026-11-03T08:00:00Z")


@pytest.mark.parametrize(
    ("graduation", "owes"), [("Level_2", "solve_claim"), ("Discussion", "answer_message"), (None, "answer_message")]
)
def test_any_graduation_but_discussion_is_a_claim_and_none_is_none(graduation: str | None, owes: str) -> None:
    shown = explained(thread(message("1", MONDAY), graduation=graduation), MONDAY)
    assert (shown["owes"], shown["graduation"]) == (owes, graduation)


@pytest.mark.parametrize("at", [None, "yesterday", "", 1793606400000, "0001-01-01T00:00:00", ["2026-11-02"]])
def test_a_message_without_a_time_waits_without_a_clock_and_proves_no_answer(at: Any) -> None:
    shown = explained(thread(message("1", at)))
    assert (shown["owes"], shown["opened_at"], shown["due_at"], runs(shown)) == (
        "answer_message",
        None,
        None,
        [(None, None, None, None)],
    )
    assert {"code": "field_damaged", "severity": "notes", "arguments": {"field": "messages[0].createdAt"}} in shown[
        "findings"
    ]
    answered = explained(thread(message("1", MONDAY), message("2", at, "S")), MONDAY)
    assert (answered["messages"][1]["at"], runs(answered)) == (None, [(MONDAY, None, None, None)])
    dated = explained(thread(message("1", at), message("2", MONDAY)), MONDAY)
    assert dated["due_at"] == "2026-11-04T08:00:00Z"


def test_a_time_without_a_zone_is_utc_and_one_with_a_zone_is_its_instant() -> None:
    shown = explained(thread(message("1", "2026-11-02T08:00:00.413"), message("2", "2026-11-02T09:00:00+01:00", "S")))
    assert [one["at"] for one in shown["messages"]] == ["2026-11-02T08:00:00Z", "2026-11-02T08:00:00.413Z"]


@pytest.mark.parametrize(
    ("damage", "field"),
    [
        ({"messages": None}, "messages"),
        ({"messages": {"a": 1}}, "messages"),
        ({"messages": [None, "x"]}, "messages[1]"),
        ({"isOpen": "perhaps"}, "isOpen"),
        ({"createdAt": None}, "createdAt"),
        ({"updatedAt": "no"}, "updatedAt"),
        ({"graduation": {}}, "graduation"),
        ({"treated_at": ["soon"]}, "treated_at[0]"),
        ({"treated_at": 5}, "treated_at"),
        ({"salesChannel": None}, "salesChannel"),
    ],
)
def test_damage_is_named_and_the_rest_stands(damage: dict[str, Any], field: str) -> None:
    shown = explained(thread(message("1", MONDAY)) | damage, MONDAY)
    assert field in [finding["arguments"]["field"] for finding in shown["findings"]]
    assert shown["discussion_id"] == "D1"
    if "messages" not in damage:
        assert shown["due_at"] == "2026-11-04T08:00:00Z"


@pytest.mark.parametrize("body", [None, 12, ["a"]])
def test_a_body_that_is_no_text_is_null_and_waits_all_the_same(body: object) -> None:
    shown = explained(thread(message("1", MONDAY) | {"body": body}), MONDAY)
    assert (shown["messages"][0]["text"], shown["messages"][0]["language"], shown["owes"]) == (
        None,
        "fr",
        "answer_message",
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b'{"discussionId": null}', b'{"discussionId": "D", "subject": "\\x"}', b"\xff\xfe", b"null"],
)
def test_what_is_no_thread_is_one_sentence(content: bytes) -> None:
    with pytest.raises(CannotExplain, match="no thread that can be read"):
        explained(content)


def test_of_two_equal_keys_the_last_counts() -> None:
    shown = explained(b'{"discussionId": "A", "discussionId": "B", "messages": []}')
    assert (shown["discussion_id"], shown["runs"], shown["messages"]) == ("B", [], [])


def test_the_one_message_of_a_list_of_threads_is_read_like_a_whole_thread() -> None:
    listed = {key: value for key, value in thread().items() if key != "messages"} | {"message": message("1", MONDAY)}
    assert explained(listed, MONDAY)["due_at"] == "2026-11-04T08:00:00Z"


ODD = (
    *(None, 0, -1, 1e308, True, "", " ", "x", [], {}, [None], {"a": 1}, "<br>", "<p>" * 50, "&#0;&#x110000;&#xD800;"),
    *("2026-13-01T00:00:00Z", "2026-11-02", "1969-01-01T00:00:00Z", "9999-12-31T23:59:59-05:00", "\u0000", "1" * 5000),
)


def test_whatever_else_is_damaged_a_thread_gets_a_verdict() -> None:
    draw = random.Random(5)
    sound = thread(message("1", MONDAY, "O"), message("2", "2026-11-02T09:00:00Z", "S"), treated_at=[MONDAY])
    for _ in range(30):
        given = orjson.loads(orjson.dumps(sound))
        for part in (given, given["messages"][0], given["messages"][1]["sender"]):
            part[draw.choice([name for name in part if name != "discussionId"])] = draw.choice(ODD)
        assert orjson.loads(orjson.dumps(explained(given)))["discussion_id"] == "D1"
