"""Records that do not fit: each set aside with its reason, none in the way of the others or of the marts."""

from typing import Any

import orjson
import pytest

from etl.store.marts.gate import pass_gate


def without(order: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in order.items() if key != name}


def misfits(order: Any) -> dict[str, tuple[Any, str | None, str]]:
    """Name -> record, key in rejects, reason."""
    return {
        "text": ("Internal mapping error", None, "orderId is missing"),
        "number": (5, None, "orderId is missing"),
        "null": (None, None, "orderId is missing"),
        "list": ([], None, "orderId is missing"),
        "no id": (without(order("O9"), "orderId"), "R-O9", "orderId is missing"),
        "empty id": (order(""), "", "orderId is missing"),
        "id of blanks": (order("  "), "  ", "orderId is missing"),
        "id an object": (order({"id": "O9"}), '{"id":"O9"}', "orderId is missing"),
        "id a yes": (order(True), "true", "orderId is missing"),
        "no status": (order("O9", status=None), "O9", "status is missing"),
        "status a number": (order("O9", status=3), "O9", "status is missing"),
        "status an object": (order("O9", status={"code": "Shipped"}), "O9", "status is missing"),
    }


def damaged(order: Any, line: Any) -> dict[str, tuple[Any, list[str]]]:
    """Name -> record without its id, what is named as damaged."""
    amount = {"offerPrice": 49.89, "sellingPrice": "49,89"}
    quantity = ["lines[0].quantity"]
    return {
        "no creation": (without(order(), "createdAt"), ["createdAt"]),
        "odd creation": (order(createdAt="yesterday"), ["createdAt"]),
        "odd change": (order(updatedAt="2026-13-45"), ["updatedAt"]),
        "no change": (order(updatedAt=None), ["updatedAt"]),
        "endless change": (order(updatedAt="infinity"), ["updatedAt"]),
        "far change": (order(updatedAt="9999-12-31T23:59:59Z"), ["updatedAt"]),
        "lines null": (order(lines=None), ["lines"]),
        "lines empty": (order(lines=[]), ["lines"]),
        "lines an object": (order(lines=line()), ["lines"]),
        "lines a text": (order(lines="L1"), ["lines"]),
        "line null": (order(lines=[line(), None]), ["lines[1]"]),
        "line a number": (order(lines=[5, line()]), ["lines[0]"]),
        "line without id": (order(lines=[without(line(), "orderLineId")]), ["lines[0].orderLineId"]),
        "line twice": (order(lines=[line(), line()]), ["lines[0].orderLineId"]),
        "line without status": (order(lines=[line(status=None)]), ["lines[0].status"]),
        "quantity in words": (order(lines=[line(quantity="two")]), quantity),
        "quantity missing": (order(lines=[without(line(), "quantity")]), quantity),
        "quantity below zero": (order(lines=[line(quantity=-1)]), quantity),
        "quantity by halves": (order(lines=[line(quantity=1.5)]), quantity),
        "money as text": (order(totalPrice=amount), ["totalPrice.sellingPrice"]),
        "money of a line": (order(lines=[line(totalPrice=amount)]), ["lines[0].totalPrice"]),
        "several": (order(createdAt=None, totalPrice=amount), ["createdAt", "totalPrice.sellingPrice"]),
    }


def test_every_kind_of_misfit_is_set_aside_with_its_reason_while_the_others_land(shelf: Any, order: Any) -> None:
    kinds = misfits(order)
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


def test_whatever_else_is_damaged_is_null_and_named_and_the_order_lands_with_its_deadline(
    shelf: Any, order: Any, line: Any
) -> None:
    kinds = damaged(order, line)
    records = [{**record, "orderId": f"X{n:02}"} for n, (record, _) in enumerate(kinds.values())]
    landed = shelf.land(*records)
    assert (landed.changed_count, landed.rejected_count) == (len(kinds), 0)
    shelf.build()
    pass_gate(shelf.warehouse, shelf.now)
    named = dict(zip(kinds, shelf.rows("select damaged_fields from marts.orders order by order_id"), strict=True))
    assert named == {name: (fields,) for name, (_, fields) in kinds.items()}
    assert shelf.rows("select distinct kind, state, due_rule, epoch(due_at)::bigint from marts.obligations") == [
        ("ship_order", "open", "ship_by_instant", 1795561199)
    ]


def test_of_two_lines_with_one_id_the_last_is_kept_and_one_that_is_none_is_left_out(
    shelf: Any, order: Any, line: Any
) -> None:
    shelf.land(order(lines=[line(quantity=1), line(quantity=2), None, "L3", without(line(), "orderLineId")]))
    assert shelf.rows("select order_line_id, quantity from core.order_lines order by quantity desc") == [
        ("L1", 2),
        (None, 1),
    ]


def test_an_order_that_does_not_say_when_it_changed_is_replaced_by_what_is_read_later(shelf: Any, order: Any) -> None:
    shelf.land(order(status="Accepted", updatedAt=None))
    shelf.land(order(status="InPreparation", updatedAt=None))
    assert shelf.rows("select status from core.orders") == [("InPreparation",)]
    shelf.land(order(status="Shipped"))
    assert shelf.rows("select status, updated_at is null from core.orders") == [("Shipped", False)]


def test_of_two_equal_keys_the_last_counts_wherever_they_stand(shelf: Any, order: Any, line: Any) -> None:
    def written(**changes: Any) -> str:
        return orjson.dumps(order(**changes)).decode()

    twice = written(order_id="A", shippedAtMax=None, lines=[line(), line("L2")])
    twice = twice.replace('"orderLineId":"L2"', '"orderLineId":"L9","orderLineId":"L2"')
    twice = twice.replace('"status":"InPreparation","payment"', '"status":"Cancelled","status":"Shipped","payment"')
    page = f'{{"items":[{twice},{written(order_id="B")}]}}'.encode()
    landed = shelf.land_pages([page])
    assert (landed.changed_count, landed.rejected_count) == (2, 0)
    assert shelf.rows("select order_id, status from core.orders order by 1") == [
        ("A", "Shipped"),
        ("B", "InPreparation"),
    ]
    assert shelf.rows("select order_line_id from core.order_lines where order_id = 'A' order by 1") == [
        ("L1",),
        ("L2",),
    ]


def test_the_same_misfit_again_is_not_set_aside_twice(shelf: Any, order: Any) -> None:
    shelf.land(order(status=None), order(status=None))
    shelf.land(order(status=None))
    assert shelf.rows("select key, run_id from core.rejects") == [("O1", 1)]


@pytest.mark.parametrize("missing", ["status", "orderId"])
def test_a_misfit_that_fits_at_last_leaves_the_rejects(shelf: Any, order: Any, missing: str) -> None:
    shelf.land(without(order("O1"), missing), order("O2", status=None))
    assert shelf.rows("select count(*) from core.rejects") == [(2,)]
    shelf.land(order("O1", updatedAt="2026-11-21T10:00:30Z"))
    assert shelf.rows("select key from core.rejects") == [("O2",)]
    assert shelf.rows("select order_id from core.orders") == [("O1",)]


def test_an_order_that_ceases_to_fit_keeps_its_last_good_version_and_is_reported(shelf: Any, order: Any) -> None:
    shelf.land(order(status="Accepted"))
    shelf.land(order(status=None, updatedAt="2026-11-21T10:00:30Z"))
    assert shelf.rows("select status from core.orders") == [("Accepted",)]
    assert shelf.rows("select key, reason from core.rejects") == [("O1", "status is missing")]


def test_no_reason_and_no_key_of_a_reject_is_published_with_what_was_in_it(shelf: Any, order: Any) -> None:
    shelf.land(order(status=None))
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
