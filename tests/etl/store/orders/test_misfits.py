"""Records that do not fit: each set aside with its reason, none in the way of the others or of the marts."""

from typing import Any

import pytest

from etl.store.marts.gate import pass_gate


def without(order: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in order.items() if key != name}


def misfits(order: Any, line: Any) -> dict[str, tuple[Any, str | None, str]]:
    """Name -> record, key in rejects, reason."""
    amount = {"offerPrice": 49.89, "sellingPrice": "49.89 EUR"}
    lines, line_id = "lines is not a list of lines", "orderLineId of a line is missing"
    quantity = "quantity of a line is not a whole number"
    return {
        "text": ("Internal mapping error", None, "orderId is missing"),
        "number": (5, None, "orderId is missing"),
        "null": (None, None, "orderId is missing"),
        "list": ([], None, "orderId is missing"),
        "no id": (without(order("O9"), "orderId"), "R-O9", "orderId is missing"),
        "empty id": (order(""), "", "orderId is missing"),
        "no status": (order("O9", status=None), "O9", "status is missing"),
        "no creation": (without(order("O9"), "createdAt"), "O9", "createdAt is not an instant"),
        "odd creation": (order("O9", createdAt="yesterday"), "O9", "createdAt is not an instant"),
        "odd change": (order("O9", updatedAt="2026-13-45"), "O9", "updatedAt is not an instant"),
        "endless change": (order("O9", updatedAt="infinity"), "O9", "updatedAt is not an instant"),
        "far change": (order("O9", updatedAt="9999-12-31T23:59:59Z"), "O9", "updatedAt is not an instant"),
        "lines null": (order("O9", lines=None), "O9", lines),
        "lines empty": (order("O9", lines=[]), "O9", lines),
        "lines an object": (order("O9", lines=line()), "O9", lines),
        "lines a text": (order("O9", lines="L1"), "O9", lines),
        "line null": (order("O9", lines=[line(), None]), "O9", line_id),
        "line without id": (order("O9", lines=[without(line(), "orderLineId")]), "O9", line_id),
        "line twice": (order("O9", lines=[line(), line()]), "O9", "orderLineId of two lines is the same"),
        "quantity in words": (order("O9", lines=[line(quantity="two")]), "O9", quantity),
        "quantity missing": (order("O9", lines=[without(line(), "quantity")]), "O9", quantity),
        "quantity below zero": (order("O9", lines=[line(quantity=-1)]), "O9", quantity),
        "money as text": (order("O9", totalPrice=amount), "O9", "totalPrice is not an amount"),
        "money of a line": (
            order("O9", lines=[line(totalPrice=amount)]),
            "O9",
            "totalPrice of a line is not an amount",
        ),
    }


def test_every_kind_of_misfit_is_set_aside_with_its_reason_while_the_others_land(
    shelf: Any, order: Any, line: Any
) -> None:
    kinds = misfits(order, line)
    records = [one for n, (record, _, _) in enumerate(kinds.values()) for one in (record, order(f"A{n}"))]
    landed = shelf.land(*records)
    assert (landed.record_count, landed.changed_count, landed.rejected_count) == (
        2 * len(kinds),
        len(kinds),
        len(kinds),
    )
    wanted = sorted((str(key), reason) for _, key, reason in kinds.values())
    assert sorted((str(key), reason) for key, reason in shelf.rows("select key, reason from core.rejects")) == wanted
    assert shelf.rows("select count(*) from core.orders where order_id like 'A%'") == [(len(kinds),)]
    assert shelf.rows("select count(*) from core.orders") == [(len(kinds),)]
    shelf.build()
    pass_gate(shelf.warehouse, shelf.now)


def test_the_same_misfit_again_is_not_set_aside_twice(shelf: Any, order: Any) -> None:
    shelf.land(order(lines=None), order(lines=None))
    shelf.land(order(lines=None))
    assert shelf.rows("select key, run_id from core.rejects") == [("O1", 1)]


@pytest.mark.parametrize("missing", ["lines", "orderId"])
def test_a_misfit_that_fits_at_last_leaves_the_rejects(shelf: Any, order: Any, missing: str) -> None:
    shelf.land(without(order("O1"), missing), order("O2", lines=None))
    assert shelf.rows("select count(*) from core.rejects") == [(2,)]
    shelf.land(order("O1", updatedAt="2026-11-21T10:00:30Z"))
    assert shelf.rows("select key from core.rejects") == [("O2",)]
    assert shelf.rows("select order_id from core.orders") == [("O1",)]


def test_an_order_that_ceases_to_fit_keeps_its_last_good_version_and_is_reported(shelf: Any, order: Any) -> None:
    shelf.land(order(status="Accepted"))
    shelf.land(order(status="Shipped", lines=None, updatedAt="2026-11-21T10:00:30Z"))
    assert shelf.rows("select status from core.orders") == [("Accepted",)]
    assert shelf.rows("select key, reason from core.rejects") == [("O1", "lines is not a list of lines")]


def test_no_reason_and_no_key_of_a_reject_is_published_with_what_was_in_it(shelf: Any, order: Any) -> None:
    shelf.land(order(lines=None))
    shelf.build()
    assert shelf.warehouse.frame("select * from marts.rejects").columns == [
        "resource",
        "key",
        "reason",
        "run_id",
        "rejected_at",
    ]
    assert "Durand" not in str(shelf.rows("select * from marts.rejects"))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value, the whole first."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in inside for found in places(part, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


ODD = (
    *(None, True, 0, -1, 1.5, 2**31 - 1, 2**63, 1e30, 1e308, [], {}, [None], [[]], [{}]),
    *("", " ", "\x00", "0001-01-01T00:00:00", "infinity", "-infinity", "9999-12-31T23:59:59.9999999Z", "1e400", "é"),
)


def test_whatever_stands_anywhere_in_a_record_the_others_land_and_the_marts_pass_the_gate(
    shelf: Any, order: Any, line: Any
) -> None:
    parcels = [{"parcelNumber": "P1", "carrierName": "Colissimo", "trackingUrl": None}]
    whole = order("X", status="WaitingAcceptance", lines=[line("L1", parcels=parcels), line("L2", quantity=2)])
    odd = [changed(whole, path, value) for path in places(whole) for value in ODD]
    odd = [{**one, "orderId": f"X{n}"} if isinstance(one, dict) else one for n, one in enumerate(odd)]
    assert len(odd) > 2000
    landed = shelf.land(*odd[:1000], order("G1"), *odd[1000:], order("G2"))
    assert landed.record_count == len(odd) + 2
    assert shelf.rows("select order_id from core.orders where order_id like 'G%' order by 1") == [("G1",), ("G2",)]
    assert landed.changed_count + landed.rejected_count == landed.record_count
    shelf.build()
    pass_gate(shelf.warehouse, shelf.now)
    for mart in ("orders", "order_lines", "shipments", "order_status_events", "obligations"):
        shelf.warehouse.frame(f"select * from marts.{mart}").rows()
