"""Returns explained from a file: the dated cases of the field by number, damaged fields, what comes later."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from etl.preflight.explaining.explanation import CannotExplain, instant_of
from etl.preflight.explaining.returns import explained_return_file
from etl.words.catalogues import speaking
from etl.words.explained_returns import return_lines

GIVEN: dict[str, Any] = {
    "kind": "withdrawal",
    "received_at": ["2026-05-11"],
    "notice_at": "2026-05-17T10:00:00Z",
    "proof_at": "2026-05-19T10:00:00Z",
    "price": "100.00",
    "delivery_cost": "0.00",
    "currency_code": "EUR",
}
NOW = "2026-09-01T09:00:00+02:00"
D1 = {"received_at": ["2026-10-12"], "notice_at": "2026-10-19T21:40:00Z", "proof_at": "2026-10-21T10:00:00Z"}
D2 = {"received_at": ["2026-06-16"], "notice_at": "2026-06-30T22:15:00Z", "proof_at": None}
D3 = {"notice_at": "2026-06-30T18:00:00Z", "proof_at": "2026-07-02T10:00:00Z", "received_at": ["2026-06-22"]}
D4 = {
    "received_at": ["2026-03-23"],
    "notice_at": "2026-04-07T21:50:00Z",
    "proof_at": "2026-04-20T10:00:00Z",
    "goods_at": "2026-04-24T08:00:00Z",
    "price": "48.90",
    "delivery_cost": "5.99",
}
D5 = {
    "received_at": ["2026-01-28"],
    "notice_at": "2026-02-05T10:00:00Z",
    "proof_at": None,
    "goods_at": "2026-03-03T08:20:00Z",
    "price": "129.00",
}
D6 = {
    "received_at": ["2026-07-03T09:30:00Z"],
    "notice_at": "2026-07-08T14:00:00Z",
    "proof_at": "2026-07-27T16:30:00Z",
    "goods_at": "2026-08-07T08:00:00Z",
    "price": "60.00",
    "delivery_cost": "3.50",
}


def explained(changes: Any, now: str = NOW) -> dict[str, Any]:
    content = changes if isinstance(changes, bytes) else orjson.dumps({**GIVEN, **changes})
    shown: dict[str, Any] = orjson.loads(orjson.dumps(explained_return_file(content, instant_of(now))))
    return shown


def codes(shown: dict[str, Any]) -> list[tuple[str, Any]]:
    """Findings about fields."""
    return [(one["code"], one["arguments"]["field"]) for one in shown["findings"] if "field" in one["arguments"]]


def test_a_return_is_explained_to_the_last_key() -> None:
    assert explained({}, "2026-06-11T12:00:00+02:00") == {
        "kind": "withdrawal",
        "withdrawal_ends_at": "2026-05-26T22:00:00Z",
        "in_time": True,
        "refund_due_at": "2026-05-31T22:00:00Z",
        "is_provisional": False,
        "state": "overdue",
        "held_since": None,
        "last_good_day": "2026-05-31",
        "days_late": 11,
        "tier": "5",
        "surcharge": "5.00",
        "interest": "0.00",
        "exposure": "5.00",
        "currency_code": "EUR",
        "clauses": ["L221-18", "L221-19", "L221-24", "L242-4"],
        "findings": [{"code": "refund_day_off", "severity": "notes", "arguments": {"until": "2026-05-31T22:00:00Z"}}],
        "later": [],
        "now": "2026-06-11T10:00:00Z",
    }


CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    (
        "D1",
        "2026-11-03T09:00:00+01:00",
        D1 | {"refunded_at": "2026-11-02T22:59:00Z"},
        {
            "refund_due_at": "2026-11-02T23:00:00Z",
            "withdrawal_ends_at": "2026-10-26T23:00:00Z",
            "state": "refunded",
            "days_late": 0,
            "tier": "none",
        },
    ),
    (
        "D1, a minute later",
        "2026-11-03T09:00:00+01:00",
        D1 | {"refunded_at": "2026-11-02T23:00:00Z"},
        {"days_late": 1, "tier": "legal_interest", "surcharge": "0.00", "interest": None, "exposure": "0.00"},
    ),
    (
        "D2",
        NOW,
        D2,
        {
            "withdrawal_ends_at": "2026-06-30T22:00:00Z",
            "in_time": False,
            "state": "out_of_time",
            "refund_due_at": None,
            "tier": "none",
            "exposure": "0.00",
            "clauses": ["L221-18"],
        },
    ),
    (
        "D3a",
        "2026-07-01T09:00:00+02:00",
        {"received_at": ["2026-06-30"], "notice_at": None, "proof_at": None},
        {"withdrawal_ends_at": "2026-07-15T22:00:00Z", "state": "no_notice", "clauses": ["L221-18", "L221-19"]},
    ),
    (
        "D3b",
        "2026-07-15T12:00:00+02:00",
        D3 | {"refunded_at": "2026-07-15T06:00:00Z"},
        {"refund_due_at": "2026-07-14T22:00:00Z", "days_late": 1, "tier": "legal_interest", "in_time": True},
    ),
    (
        "D4",
        "2026-05-05T09:00:00+02:00",
        D4 | {"refunded_at": "2026-05-04T10:00:00Z"},
        {
            "withdrawal_ends_at": "2026-04-07T22:00:00Z",
            "in_time": True,
            "refund_due_at": "2026-04-21T22:00:00Z",
            "days_late": 13,
            "tier": "5",
            "surcharge": "2.74",
            "held_since": None,
            "interest": "0.00",
            "clauses": ["L221-18", "L221-19", "L221-24", "L242-4"],
        },
    ),
    (
        "D5",
        "2026-03-25T09:00:00+01:00",
        D5 | {"refunded_at": "2026-03-24T11:00:00Z"},
        {
            "held_since": "2026-02-19T23:00:00Z",
            "refund_due_at": "2026-03-03T08:20:00Z",
            "days_late": 21,
            "tier": "10",
            "surcharge": "12.90",
        },
    ),
    ("D5, before the goods", "2026-03-01T09:00:00+01:00", D5, {"state": "held", "refund_due_at": None}),
    (
        "D6",
        "2026-08-28T09:00:00+02:00",
        D6 | {"refunded_at": "2026-08-27T10:00:00Z"},
        {
            "held_since": "2026-07-22T22:00:00Z",
            "refund_due_at": "2026-07-27T16:30:00Z",
            "days_late": 31,
            "tier": "20",
            "surcharge": "12.70",
        },
    ),
    (
        "R15",
        "2026-04-06T09:00:00+02:00",
        {"received_at": ["2026-03-28"], "notice_at": "2026-04-05T09:00:00Z", "proof_at": None},
        {"withdrawal_ends_at": "2026-04-13T22:00:00Z", "in_time": True, "state": "due", "is_provisional": True},
    ),
    (
        "R15, no delivery known",
        "2026-04-06T09:00:00+02:00",
        {"received_at": [None], "notice_at": "2026-04-05T09:00:00Z", "proof_at": None},
        {"withdrawal_ends_at": None, "in_time": None, "state": "due", "refund_due_at": "2026-04-19T22:00:00Z"},
    ),
    (
        "R16",
        "2026-07-20T09:00:00+02:00",
        {
            "kind": "returned_to_sender",
            "received_at": [None],
            "notice_at": None,
            "proof_at": None,
            "goods_at": "2026-06-25T08:00:00Z",
        },
        {"state": "no_notice", "refund_due_at": None, "withdrawal_ends_at": None, "in_time": None, "clauses": []},
    ),
    (
        "R16, with a notice",
        "2026-06-26T09:00:00+02:00",
        {
            "kind": "returned_to_sender",
            "received_at": [None],
            "notice_at": "2026-06-15T12:00:00Z",
            "proof_at": None,
            "goods_at": "2026-06-25T08:00:00Z",
        },
        {"state": "due", "refund_due_at": "2026-06-29T22:00:00Z", "in_time": None, "clauses": ["L221-24"]},
    ),
    *(
        (
            f"D7, {days} days late",
            NOW,
            {"refunded_at": f"2026-{day}T10:00:00Z"},
            {"days_late": days, "tier": tier, "surcharge": surcharge, "refund_due_at": "2026-05-31T22:00:00Z"},
        )
        for day, days, tier, surcharge in (
            ("05-31", 0, "none", "0.00"),
            ("06-01", 1, "legal_interest", "0.00"),
            ("06-10", 10, "legal_interest", "0.00"),
            ("06-11", 11, "5", "5.00"),
            ("06-20", 20, "5", "5.00"),
            ("06-21", 21, "10", "10.00"),
            ("06-30", 30, "10", "10.00"),
            ("07-01", 31, "20", "20.00"),
            ("07-30", 60, "20", "20.00"),
            ("07-31", 61, "50", "50.00"),
            ("08-29", 90, "50", "50.00"),
            ("08-30", 91, "55", "55.00"),
        )
    ),
]


@pytest.mark.parametrize(("now", "changes", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_cases_of_the_field(now: str, changes: dict[str, Any], wanted: dict[str, Any]) -> None:
    shown = explained(changes, now)
    assert {name: shown[name] for name in wanted} == wanted
    assert codes(shown) == []


def test_what_comes_after_the_instant_asked_about_is_left_out_and_listed_the_earliest_first() -> None:
    future = {
        "received_at": ["2026-05-11", "2026-06-02", "2026-05-30T08:00:00Z"],
        "refunded_at": "9999-12-31T23:59:59Z",
        "proof_at": "2026-05-19T10:00:00Z",
        "goods_at": "2026-06-01T00:00:00+02:00",
    }
    shown = explained(future, "2026-05-20T09:00:00Z")
    assert [(fact["what"], fact["id"], fact["at"]) for fact in shown["later"]] == [
        ("received_at", "2", "2026-05-30T08:00:00Z"),
        ("goods_at", None, "2026-05-31T22:00:00Z"),
        ("received_at", "1", "2026-06-02"),
        ("refunded_at", None, "9999-12-31T23:59:59Z"),
    ]
    assert (shown["state"], shown["withdrawal_ends_at"], shown["in_time"]) == ("due", None, None)
    assert codes(shown) == []


@pytest.mark.parametrize(
    ("changes", "now", "state", "count"),
    [
        ({}, "2026-05-17T12:00:00+02:00", "due", 1),  # noticed this very instant; the proof is later
        ({}, "2026-05-17T11:59:59+02:00", "no_notice", 2),
        ({"received_at": ["2026-05-17"]}, "2026-05-17T00:00:00+02:00", "no_notice", 2),  # a day has begun, or not
        ({"received_at": ["2026-05-18"]}, "2026-05-17T23:59:59+02:00", "due", 2),
        ({"kind": "non_delivery", "contract_ended_on": "2026-09-02"}, NOW, "no_notice", 1),
        ({"kind": "non_delivery", "contract_ended_on": "2026-09-01"}, NOW, "due", 0),
        ({"kind": "non_delivery", "contract_ended_on": "2026-08-17T22:30:00Z"}, NOW, "due", 0),  # 18 August in Paris
        ({"kind": "non_delivery", "contract_ended_on": "2026-08-17T21:30:00Z"}, NOW, "overdue", 0),
    ],
)
def test_facts_count_from_their_own_instant_and_days_from_their_midnight_in_paris(
    changes: dict[str, Any], now: str, state: str, count: int
) -> None:
    shown = explained(changes, now)
    assert (shown["state"], len(shown["later"])) == (state, count)


@pytest.mark.parametrize(
    ("changes", "code", "field", "wanted"),
    [
        ({"price": "49,89"}, "amount_damaged", "price", {"surcharge": None, "exposure": None, "tier": "5"}),
        ({"price": None}, "amount_damaged", "price", {"surcharge": None, "days_late": 13}),
        ({"price": "NaN"}, "amount_damaged", "price", {"surcharge": None}),
        ({"price": "-5.00"}, "amount_damaged", "price", {"surcharge": None}),
        ({"price": -5}, "amount_damaged", "price", {"surcharge": None}),
        ({"price": True}, "amount_damaged", "price", {"surcharge": None}),
        ({"price": "1e2"}, "amount_damaged", "price", {"surcharge": None}),
        ({"price": 1e300}, "amount_damaged", "price", {"surcharge": None}),
        ({"price": "١٠٠"}, "amount_damaged", "price", {"surcharge": None}),
        ({"price": "48.905"}, "amount_damaged", "price", {"surcharge": None}),
        ({"price": ["100.00"]}, "amount_damaged", "price", {"surcharge": None}),
        ({"delivery_cost": ""}, "amount_damaged", "delivery_cost", {"surcharge": None, "exposure": None}),
        ({"currency_code": None}, "currency_damaged", "currency_code", {"currency_code": None, "surcharge": "5.00"}),
        ({"currency_code": "€"}, "currency_damaged", "currency_code", {"currency_code": None}),
        ({"proof_at": "2026-02-31T10:00:00Z"}, "date_damaged", "proof_at", {"state": "held", "refund_due_at": None}),
        ({"proof_at": "yesterday"}, "date_damaged", "proof_at", {"state": "held"}),
        ({"proof_at": 1779184800}, "date_damaged", "proof_at", {"state": "held"}),
        ({"proof_at": "9999-12-31T23:59:59-05:00"}, "date_damaged", "proof_at", {"state": "held"}),
        ({"proof_at": "1899-12-30T00:00:00Z"}, "date_damaged", "proof_at", {"state": "held"}),
        ({"notice_at": []}, "date_damaged", "notice_at", {"state": "no_notice", "exposure": "0.00"}),
        ({"received_at": ["2026-05-11", "11/05"]}, "date_damaged", "received_at[1]", {"in_time": None, "tier": "5"}),
        ({"received_at": None}, "date_damaged", "received_at", {"withdrawal_ends_at": None, "tier": "5"}),
        ({"received_at": {"on": 1}}, "date_damaged", "received_at", {"withdrawal_ends_at": None, "tier": "5"}),
        ({"proof_at": "2026-05-19T10:00:00"}, "zone_assumed", "proof_at", {"state": "overdue", "tier": "5"}),
        ({"proof_at": "2026-05-19"}, "zone_assumed", "proof_at", {"state": "overdue", "tier": "5"}),
    ],
)
def test_what_is_damaged_is_named_and_what_does_not_hang_on_it_stands(
    changes: dict[str, Any], code: str, field: str, wanted: dict[str, Any]
) -> None:
    shown = explained(changes, "2026-06-13T12:00:00+02:00")
    assert codes(shown) == [(code, field)]
    assert {name: shown[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    "changes",
    [
        {"price": 100, "delivery_cost": 0},
        {"price": 100.0, "delivery_cost": 0.0},
        {"price": " 100 ", "delivery_cost": "0"},
        {"received_at": "2026-05-11"},
        {"received_at": ["2026-05-11T21:59:59Z", "2026-05-10T22:00:00Z"]},
        {"currency_code": "eur"},
        {"notice_at": "2026-05-17 12:00+0200", "unheard_of": {"x": 1}},
        {"goods_at": None, "refunded_at": "0001-01-01T00:00:00", "contract_ended_on": "0001-01-01"},
        {"contract_ended_on": "2026-05-20", "goods_at": "2026-06-10T10:00:00Z"},
    ],
)
def test_other_ways_to_write_the_same_and_other_keys_change_nothing(changes: dict[str, Any]) -> None:
    assert explained(changes, "2026-06-11T12:00:00+02:00") == explained({}, "2026-06-11T12:00:00+02:00")


def test_of_two_equal_keys_the_last_counts_and_a_byte_order_mark_is_no_fault() -> None:
    text = b'\xef\xbb\xbf{"kind": "non_delivery", ' + orjson.dumps(GIVEN)[1:]
    assert explained(text)["kind"] == "withdrawal"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b'"withdrawal"',
        b'{"kind": "withdrawal"',
        b'{"kind": "withdrawal", "price": NaN}',
        b'{"kind": "with\\drawal"}',
        b'{"kind": "withdrawal \\ud83d"}',
        b'{"kind": "withdrawal\xff"}',
        b"[" * 100_000,
        b"{}",
        b'{"kind": null}',
        b'{"kind": "exchange_wish"}',
        b'{"kind": ["withdrawal"]}',
    ],
)
def test_what_is_no_return_is_one_sentence(content: bytes) -> None:
    with pytest.raises(CannotExplain, match=r"^[^\n]+\.$"):
        explained(content)


@pytest.mark.parametrize(
    "typed", ["12,500", "12.500", "1 234,50", "1\u00a0234.50", "12,5O", "12.5O", "49.89 EUR", "€12"]
)
def test_r21_a_doubtful_amount_is_never_cut_or_guessed(typed: str) -> None:
    shown = explained({"price": typed}, "2026-06-13T12:00:00+02:00")
    assert (shown["surcharge"], shown["tier"], codes(shown)) == (None, "5", [("amount_damaged", "price")])


ODD = (None, True, 0, -1, 1e30, 2**63, [], {}, [None], [{}], [[]], "", " ", "\x00", "49,89", "infinity", "NaN")
ODD_DAYS = ("0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "9999-12-31", "0000-00-00", "2026-W20-1", "1970-12-31")
KEPT = {"withdrawal_ends_at", "refund_due_at", "held_since", "days_late"}


@pytest.mark.parametrize("name", [*GIVEN, "goods_at", "refunded_at", "contract_ended_on", "x"])
def test_whatever_stands_in_a_field_there_is_a_verdict_and_an_amount_moves_no_day(name: str) -> None:
    whole = explained({})
    for value in (*ODD, *ODD_DAYS):
        if name == "kind":
            with pytest.raises(CannotExplain):
                explained({"kind": value})
            continue
        shown = explained({name: value})
        assert set(shown) == set(whole)
        if not name.endswith(("_at", "_on")):
            assert {key: shown[key] for key in KEPT} == {key: whole[key] for key in KEPT}


def test_the_cap_at_the_price_is_told_with_the_interest_that_runs_again() -> None:
    early = {"received_at": ["2025-07-01"], "notice_at": "2025-07-02T10:00:00Z", "proof_at": "2025-07-03T10:00:00Z"}
    # due 16 July 2025; 85 % of 120 exceed 100 from day 271, 13 April 2026, on
    shown = explained(early | {"delivery_cost": "20.00"}, "2026-04-22T12:00:00+02:00")
    assert (shown["days_late"], shown["tier"], shown["surcharge"]) == (280, "legal_interest", "100.00")
    assert (shown["interest"], shown["exposure"]) == ("0.22", "100.22")


@pytest.mark.parametrize(
    ("changes", "now", "is_noted"),
    [
        ({}, "2026-05-20T12:00:00+02:00", True),  # ends with a Sunday
        (D3, "2026-07-03T12:00:00+02:00", True),  # D3: with 14 July
        (D4, "2026-04-21T12:00:00+02:00", False),  # with a Tuesday
        ({"refunded_at": "2026-05-31T10:00:00Z"}, NOW, False),  # paid in time: nobody asks
        ({"refunded_at": "2026-06-01T10:00:00Z"}, NOW, True),
        ({"proof_at": "2026-06-06T10:00:00Z"}, "2026-06-06T23:00:00+02:00", False),  # due by an event of a Saturday
        ({"kind": "non_delivery", "contract_ended_on": "2026-06-30"}, "2026-07-13T12:00:00+02:00", True),
    ],
)
def test_an_end_on_a_day_off_is_told_as_the_careful_reading(changes: dict[str, Any], now: str, is_noted: bool) -> None:
    noted = [one["code"] for one in explained(changes, now)["findings"]]
    assert ("refund_day_off" in noted) == is_noted


def test_a_rate_that_was_not_entered_is_named_and_its_interest_not_known() -> None:
    shown = explained({"proof_at": "2026-08-28T10:00:00Z"})
    assert (shown["tier"], shown["interest"], shown["exposure"]) == ("legal_interest", None, None)
    assert [(one["code"], one["arguments"]) for one in shown["findings"]] == [
        ("legal_rate_missing", {"half_years": "2026-H2"})
    ]
    shown = explained({}, "2090-01-01T00:00:00Z")
    assert shown["findings"][-1]["arguments"] == {"half_years": "2027-H1, 2027-H2, 2028-H1, 2028-H2, …"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Surcharge: €2.74 (5%)"), ("fr", "Majoration : 2,74 € (5 %)"), ("zh", "附加金：€2.74 (5%)")],
)
def test_every_case_is_told_to_people_in_their_language(language: str, words: str) -> None:
    with speaking(language):
        told = {name: list(return_lines(explained(changes, now), instant_of(now))) for name, now, changes, _ in CASES}
    assert words in " ".join(told["D4"]).replace("\u00a0", " ")
    assert not [line for lines in told.values() for line in lines if "None" in line or "{" in line]


def test_people_read_the_deadline_in_paris_with_its_rule() -> None:
    with speaking("en"):
        lines = list(return_lines(explained(D5, "2026-03-24T12:00:00+01:00"), datetime(2026, 3, 24, 11, tzinfo=UTC)))
    *told, _, refund_rule, surcharge_rule = lines
    assert told == [
        "Withdrawal: refund overdue",
        "  Right to withdraw until: 12 Feb 2026, 00:00",
        "  Refund due: 3 Mar 2026, 09:20",
        "  Lawfully held from: 20 Feb 2026, 00:00",
        "  Notice in time: yes",
        "  It came due with the goods or the proof of dispatch: on time until that day ends.",
        "  Late by: 21 days",
        "  Surcharge: €12.90 (10%)",
        "  Interest: €0.00",
        "  Owed on top by now: €12.90",
    ]
    assert refund_rule.startswith("  Rule: L221-24 (refund with standard delivery within 14 days of the notice, held")
    assert surcharge_rule.startswith("  Rule: L242-4 (surcharge on a late refund; the edges")


@pytest.mark.parametrize("language", ["en", "fr", "zh"])
def test_the_end_of_time_of_other_systems_and_a_far_day_are_told_with_their_year(language: str) -> None:
    later = {"refunded_at": "9999-12-31T23:59:59.9999999Z", "received_at": ["9999-12-30"]}
    with speaking(language):
        lines = list(return_lines(explained(later), instant_of(NOW)))
    assert ["9999" in line for line in lines[-2:]] == [True, True]


def test_an_amount_whose_currency_is_not_known_is_told_without_one() -> None:
    with speaking("en"):
        lines = list(return_lines(explained({"currency_code": None}), instant_of(NOW)))
    assert "  Surcharge: 55.00 (55%)" in lines
