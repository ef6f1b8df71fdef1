"""The budget of calls: so many a minute, actions first, one pause for everybody."""

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from etl.octopia.budget import CallBudget, Urgency
from etl.octopia.client import OctopiaClient
from etl.octopia.errors import OctopiaError


def test_reads_leave_a_fifth_of_the_budget_to_actions(clock: Any) -> None:
    budget = CallBudget(100, clock, clock.sleep)
    for _ in range(80):
        budget.take(Urgency.LIVE)
    assert clock.slept == []
    budget.take(Urgency.LIVE)
    assert sum(clock.slept) > 0


def test_an_action_goes_at_once_where_a_read_would_wait(clock: Any) -> None:
    budget = CallBudget(100, clock, clock.sleep)
    for _ in range(80):
        budget.take(Urgency.LIVE)
    for _ in range(20):
        budget.take(Urgency.ACTION)
    assert clock.slept == []
    budget.take(Urgency.ACTION)
    assert round(sum(clock.slept), 6) == 0.6


def test_over_ten_minutes_no_more_calls_are_made_than_a_full_bucket_and_the_minutes_allow(clock: Any) -> None:
    budget, start = CallBudget(60, clock, clock.sleep), clock()
    while clock() - start < timedelta(minutes=10):
        budget.take(Urgency.LIVE)
    assert 600 <= budget.calls <= 60 + 600 + 1


def test_what_was_not_used_is_not_saved_beyond_a_minutes_worth(clock: Any) -> None:
    budget = CallBudget(60, clock, clock.sleep)
    clock.forward(hours=5)
    for _ in range(60):
        budget.take(Urgency.ACTION)
    assert clock.slept == []
    budget.take(Urgency.ACTION)
    assert sum(clock.slept) >= 1


def test_a_budget_of_one_call_a_minute_still_lets_reads_through(clock: Any) -> None:
    budget = CallBudget(1, clock, clock.sleep)
    budget.take(Urgency.LIVE)
    budget.take(Urgency.LIVE)
    assert round(sum(clock.slept)) == 60


def test_a_clock_that_is_set_back_neither_stops_nor_floods(clock: Any) -> None:
    budget = CallBudget(60, clock, clock.sleep)
    for _ in range(60):
        budget.take(Urgency.ACTION)
    clock.forward(hours=-2)
    before = len(clock.slept)
    budget.take(Urgency.ACTION)
    assert 0.5 < sum(clock.slept[before:]) <= 1.5


def test_of_two_pauses_the_longer_counts(clock: Any) -> None:
    budget = CallBudget(60, clock, clock.sleep)
    assert budget.paused_until is None
    budget.pause_until(clock() + timedelta(minutes=5))
    budget.pause_until(clock() + timedelta(minutes=1))
    assert budget.paused_until == clock() + timedelta(minutes=5)
    clock.forward(minutes=5)
    assert budget.paused_until is None


def test_every_request_counts_also_the_second_one_after_a_401(client: OctopiaClient, script: Any, answer: Any) -> None:
    script.answers = [answer(401), answer(200, {})]
    client.read("/sellers")
    assert client.budget.calls == 2


def test_an_action_is_let_through_while_reads_are_held_back(client: OctopiaClient, script: Any, clock: Any) -> None:
    client.budget.pause_until(clock() + timedelta(minutes=5))
    assert client.write("POST", "/orders/O1/approval-status", {}).status == 200
    assert len(script.requests) == 1


def test_what_is_logged_while_reads_are_tried_again_holds_no_secret(
    client: OctopiaClient, script: Any, answer: Any
) -> None:
    script.answers = [answer(500, {"title": "Server", "detail": "Durand 12 rue des Lilas"}), answer(200, {})]
    with capture_logs() as logs:
        client.read("/orders", {"reference": "R1"})
        script.token_answers = [answer(401, {"error": "invalid_client"})]
        script.answers = [answer(401)]
        try:
            client.read("/orders")
        except OctopiaError as error:
            logs.append({"event": "raised", "error": repr(error)})
    assert "raised" in str(logs)
    assert [word for word in ("a-secret-nobody-may-read", "Bearer", "t1'") if word in str(logs)] == []


def test_calls_of_before_the_clock_was_set_back_are_not_of_the_last_minute(clock: Any) -> None:
    budget = CallBudget(600, clock, clock.sleep)
    for _ in range(5):
        budget.take()
    assert budget.calls_last_minute == 5
    clock.forward(days=-1)
    assert budget.calls_last_minute == 0
    budget.take()
    assert budget.calls_last_minute == 1
    clock.forward(days=365)
    assert budget.calls_last_minute == 0


@pytest.mark.parametrize(
    ("moved", "fetched"), [(timedelta(hours=1), 1), (timedelta(days=-1), 2), (timedelta(days=365), 2)]
)
def test_a_token_is_fetched_anew_when_nobody_knows_how_old_it_is(
    client: OctopiaClient, script: Any, clock: Any, moved: timedelta, fetched: int
) -> None:
    client.read("/orders")
    clock.now += moved
    client.read("/orders")
    assert len(script.token_requests) == fetched
