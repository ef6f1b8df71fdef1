"""Every page in every language, with data, without, with old data, and with what an address may hold."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from etl.store.contract import MARTS_CONTRACT

TITLES = {
    "pages/today/today.py": {"fr": "Aujourd’hui", "en": "Today", "zh": "今天"},
    "pages/operations/orders.py": {"fr": "Commandes", "en": "Orders", "zh": "订单"},
    "pages/operations/shipping.py": {"fr": "Expédier des colis", "en": "Ship parcels", "zh": "批量发货"},
    "pages/operations/actions.py": {"fr": "Actions", "en": "Actions", "zh": "操作"},
    "pages/operations/stock.py": {"fr": "Stock", "en": "Stock", "zh": "库存"},
    "pages/analytics/service_levels.py": {"fr": "Niveaux de service", "en": "Service levels", "zh": "服务水平"},
    "pages/analytics/carriers.py": {"fr": "Transporteurs", "en": "Carriers", "zh": "承运商"},
    "pages/admin/automatic_acceptance.py": {
        "fr": "Acceptation automatique",
        "en": "Automatic acceptance",
        "zh": "自动接单",
    },
    "pages/admin/sync.py": {"fr": "Synchronisation", "en": "Sync", "zh": "同步"},
}
PAGES = list(TITLES)
LANGUAGES = ["fr", "en", "zh"]
NEEDS_DATA = [page for page in PAGES if page != "pages/operations/actions.py"]
NO_DATA = {"fr": "Pas encore de données", "en": "No data yet", "zh": "尚无数据"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_itself_in_its_language(shop, page, language):
    app = shop.open(page, language)
    assert not app.exception
    assert [title.value for title in app.title] == [TITLES[page][language]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", NEEDS_DATA)
def test_without_a_snapshot_a_page_says_how_to_start(empty_home, page, language):
    app = empty_home.open(page, language)
    assert not app.exception
    assert [heading.value for heading in app.subheader] == [NO_DATA[language]]
    assert [code.value for code in app.code] == ["make run\nvigie worker"]


def test_without_a_snapshot_a_living_worker_is_awaited(empty_home):
    empty_home.beat()
    app = empty_home.open()
    assert [heading.value for heading in app.subheader] == ["The first sync is under way"]
    assert not app.code


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_shop_has_an_empty_state_on_every_page(shop, page):
    shop.publish(2, extra_sql=EVERY_TABLE_EMPTY)
    app = shop.open(page)
    assert not app.exception
    assert not app.dataframe


def test_old_data_is_called_old(shop):
    shop.publish(2, age=timedelta(hours=3))
    app = shop.open("pages/admin/sync.py")
    assert any("The data is getting old" in text.value for text in app.markdown)
    assert any(":orange[:material/history: lag 3 h 00]" in text.value for text in app.caption)


def test_a_later_round_that_changed_nothing_keeps_the_data_fresh(shop):
    shop.publish(2, age=timedelta(hours=3))
    shop.beat(name="sync", state="landed")
    app = shop.open()
    assert any("lag 0 s" in text.value for text in app.caption)


def test_a_stopped_worker_is_told_with_the_command_that_starts_it(shop):
    shop.beat(age=timedelta(minutes=5))
    app = shop.open()
    assert any("`vigie worker`" in warning.value for warning in app.warning)


def test_a_failed_gate_is_told_with_its_reason_on_every_page(shop):
    shop.beat(name="problem", state="gate", detail="one_row_per_order (3)")
    for page in PAGES:
        app = shop.open(page)
        assert any("failed a quality check" in warning.value for warning in app.warning), page
        assert any("one\\_row\\_per\\_order \\(3\\)" in warning.value for warning in app.warning), page


def test_a_damaged_snapshot_is_named_with_its_remedy(shop):
    (shop.home / "snapshots" / "000001.duckdb").write_bytes(b"not a database")
    app = shop.open()
    assert not app.exception
    assert [heading.value for heading in app.subheader] == ["The data cannot be read"]
    assert any("000001\\.duckdb" in text.value for text in app.markdown)
    assert any("vigie publish" in code.value for code in app.code)


def say_contract(shop, contract):
    """Make the published data those of another version, which no query can read."""
    (shop.home / "snapshots" / "000001.duckdb").write_bytes(b"what another version wrote")
    current = json.loads((shop.home / "current.json").read_text())
    (shop.home / "current.json").write_text(json.dumps(current | {"contract": contract}))


@pytest.mark.parametrize("page", NEEDS_DATA)
def test_data_of_an_older_version_are_not_queried_and_every_page_says_why(shop, page):
    say_contract(shop, MARTS_CONTRACT - 1)
    app = shop.open(page)
    assert not app.exception
    assert [said.value for said in app.subheader] == ["The data are being rebuilt"]
    assert not app.code


def test_data_to_be_rebuilt_tell_how_to_start_a_stopped_worker(shop):
    say_contract(shop, MARTS_CONTRACT - 1)
    shop.beat(age=timedelta(hours=1))
    assert [code.value for code in shop.open().code] == ["make run\nvigie worker"]


def test_data_of_a_newer_version_are_not_queried(shop):
    say_contract(shop, MARTS_CONTRACT + 1)
    app = shop.open()
    assert not app.exception
    assert [said.value for said in app.subheader] == ["The data come from a newer Vigie"]


def test_settings_that_do_not_fit_are_named(shop, monkeypatch):
    monkeypatch.setenv("VIGIE_POLL_SECONDS", "-1")
    app = shop.open()
    assert not app.exception
    assert any("VIGIE\\_POLL\\_SECONDS" in text.value for text in app.markdown)


def test_an_unusable_operations_database_is_named(shop):
    shop.ops.dispose()
    for file in shop.home.glob("ops.sqlite*"):
        file.unlink()
    (shop.home / "ops.sqlite").write_bytes(b"x" * 4096)
    app = shop.open()
    assert not app.exception
    assert [title.value for title in app.title] == ["The operations database cannot be used"]


def test_the_first_visit_speaks_the_language_of_the_browser(shop):
    app = AppTest.from_file(str(shop.root / "dashboard" / "main.py"), default_timeout=30)
    app.context = {"locale": "zh-CN"}
    assert app.run().title[0].value == "今天"


EVERY_TABLE_EMPTY = "; ".join(
    f"delete from {table}"
    for table in (
        "orders",
        "order_lines",
        "order_status_events",
        "shipments",
        "offers",
        "listing_sales_days",
        "listing_stock_events",
        "carrier_scores",
        "obligations",
        "service_levels",
        "service_level_days",
        "service_level_breakdowns",
        "service_durations",
        "service_level_cases",
        "failures_rolling_off",
        "marketplace_indicators",
        "thresholds",
        "order_counts",
        "order_day_counts",
        "sync_runs",
        "sync_drift",
        "rejects",
        "data_quality",
    )
)
