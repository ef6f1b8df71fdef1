"""The department of a postcode is right or not known; the store's SQL says the same as the rule."""

from __future__ import annotations

import duckdb
import pytest

from etl.domain.orders.departments import OVERSEAS, department_code
from etl.store.sql_files import sql_statements


@pytest.mark.parametrize(
    ("postcode", "country", "department"),
    [
        ("33000", "FR", "33"), ("01000", "FR", "01"), ("75011", "fr ", "75"), ("95000", "FR", "95"),
        ("20000", "FR", "2A"), ("20137", "FR", "2A"), ("20200", "FR", "2B"), ("20620", "FR", "2B"),
        ("20400", "FR", None),
        ("97400", "RE", "974"), ("97400", "FR", "974"), ("97133", "GP", "971"), ("97133", "FR", "971"),
        ("97133", "BL", "971"), ("97150", "MF", "971"), ("98800", "NC", "988"), ("98714", "PF", "987"),
        ("97200", "GP", None), ("75011", "RE", None), ("97900", "FR", None), ("96000", "FR", None),
        ("98000", "FR", None), ("98000", "MC", None), ("00200", "FR", None), ("99000", "FR", None),
        ("1000", "FR", None), ("1000", "BE", None), (" 75011", "FR", None), ("75 011", "FR", None),
        ("F-75011", "FR", None), ("2A004", "FR", None), ("٧٥٠١١", "FR", None), ("75011\n", "FR", None),
        ("750111", "FR", None), ("", "FR", None), (None, "FR", None), ("75011", None, None), ("75011", "DE", None),
    ],
)  # fmt: skip
def test_a_department_is_right_or_not_known(postcode, country, department):
    assert department_code(postcode, country) == department


def test_the_store_and_the_rule_agree_on_every_postcode_of_every_french_country():
    con = duckdb.connect()
    macro = next(each for each in sql_statements("orders/staging/orders") if "macro department_of" in each)
    con.execute(macro)
    countries = ["FR", "fr ", "MC", "BE", "", *OVERSEAS]
    odd = ["", "1000", " 75011", "75011 ", "F-75011", "75 011", "2A004", "75011\n", "٧٥٠١١"]
    rows = con.execute(
        "select postcode, country, department_of(postcode, country) from "
        "(select unnest([lpad(x::varchar, 5, '0') for x in range(0, 100000, 1) if x % 10 = 0 or x in (97133, 97150)] "
        "|| $odd || [null]) as postcode), (select unnest($countries::varchar[] || [null]) as country)",
        {"odd": odd, "countries": countries},
    ).fetchall()
    assert len(rows) > 100_000
    assert [row for row in rows if department_code(row[0], row[1]) != row[2]] == []
