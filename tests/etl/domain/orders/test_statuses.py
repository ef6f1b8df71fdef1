import pytest

from etl.domain.orders.statuses import (
    ACCEPTED_STATUSES,
    LINE_STATUSES,
    OPEN_STATUSES,
    ORDER_STATUSES,
    PAYABLE_STATUSES,
    SHIPPED_STATUSES,
    SUPPLY_MODES,
    TERMINAL_STATUSES,
    allowed_actions,
)

AFTER_SALES = {"request_refund", "offer_gesture"}


@pytest.mark.parametrize(
    ("status", "actions"),
    [
        ("Processing", set()),
        ("WaitingAcceptance", {"approve_order", "refuse_order"}),
        ("Accepted", AFTER_SALES),
        ("InPreparation", AFTER_SALES | {"ship_order"}),
        ("Shipped", AFTER_SALES),
        ("Delivered", AFTER_SALES),
        ("Refused", set()),
        ("Cancelled", set()),
        ("Rejected", set()),
        ("OnHoldByMoon", set()),
    ],
)
def test_each_status_allows_what_the_marketplace_takes(status: str, actions: set[str]) -> None:
    assert allowed_actions(status, "Seller") == actions
    assert allowed_actions(status, None) == actions


@pytest.mark.parametrize("supply_mode", ["Fulfillment", "Xdock", "Unheard"])
def test_orders_of_the_marketplaces_warehouse_allow_nothing(supply_mode: str) -> None:
    assert [allowed_actions(status, supply_mode) for status in ORDER_STATUSES] == [frozenset()] * 9


@pytest.mark.parametrize(
    ("lines", "is_shippable"),
    [
        ([], True),
        (["InPreparation"], True),
        (["Cancelled", "InPreparation"], True),
        (["CancelRequest"], True),
        (["Cancelled", "Shipped"], False),
        (["Accepted"], False),
    ],
)
def test_shipping_needs_a_line_that_can_still_leave(lines: list[str], is_shippable: bool) -> None:
    assert ("ship_order" in allowed_actions("InPreparation", "Seller", lines)) is is_shippable


def test_line_statuses_never_add_an_action_the_order_does_not_allow() -> None:
    assert allowed_actions("Shipped", "Seller", ["InPreparation"]) == AFTER_SALES


def test_statuses_are_those_of_the_contract_and_each_order_status_has_its_place() -> None:
    assert SUPPLY_MODES == ("Seller", "Fulfillment", "Xdock")
    assert set(LINE_STATUSES) - set(ORDER_STATUSES) == {"CancelRequest"}
    assert set(ORDER_STATUSES) == OPEN_STATUSES | SHIPPED_STATUSES | TERMINAL_STATUSES
    assert not OPEN_STATUSES & TERMINAL_STATUSES
    assert SHIPPED_STATUSES < PAYABLE_STATUSES < ACCEPTED_STATUSES
