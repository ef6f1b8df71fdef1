"""The analysts' guide keeps its word: every query of the cookbook runs as it stands and finds something."""

from __future__ import annotations

import json
import os
import re
import subprocess
import venv
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from dashboard.carriers import queries as carrier_queries
from dashboard.levels import queries as level_queries
from dashboard.levels.queries import Cases
from dashboard.levels.words import DIMENSIONS, METRICS_IN_ORDER
from dashboard.orders import queries as order_queries
from dashboard.orders.queries import OrderFilter
from dashboard.parts.questions import Question, question
from dashboard.today import queries as today_queries
from etl.store.marts.dictionary_page import dictionary_page

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "analysts.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^### (\d+\. .+?)$.*?```sql\n(.+?)```", GUIDE, re.MULTILINE | re.DOTALL))
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FIGURES = {
    "owed": question("orders/owed", kind="ship_order", now=NOW),
    "lag": question("sync/lag", now=NOW, published_at=NOW, confirmed_at=None),
    "deadlines": today_queries.DEADLINES,
    "beginnings": today_queries.beginnings(NOW),
    "kept rates": level_queries.KEPT_RATES,
    "owed by kind": order_queries.OWED_BY_KIND,
    "queue": order_queries.queue(OrderFilter(kind="ship_order", search="SKU")),
    "listing": order_queries.listing(OrderFilter(status="Shipped")),
    "found": order_queries.listing(OrderFilter(search="SKU")),
    "levels": level_queries.levels_now(30),
    "level": level_queries.level("ship_in_time", 30),
    "trend": level_queries.trend("ship_in_time", 30),
    "budget": level_queries.budget_days("ship_in_time", 30),
    "breakdown": level_queries.breakdown("ship_in_time", 30, "seller_product"),
    "durations": level_queries.durations(30),
    "steps": level_queries.time_by_step(30, NOW.date()),
    "indicators": level_queries.indicators(30),
    "carriers": carrier_queries.scores(90, ""),
    "departments of a carrier": carrier_queries.by_department(90, "Colissimo"),
    "carriers for an order": carrier_queries.choice("33"),
    "cases": level_queries.cases(
        Cases("line_shipping_rate", 30, dimension="seller_product", member="SKU"), NOW.date(), "min"
    ),
    "thresholds": level_queries.THRESHOLDS,
    "history": level_queries.threshold_history("ship_in_time"),
}
OLD_CLIENT = """
import json, sys, duckdb
path, queries = sys.argv[1], json.load(sys.stdin)
with duckdb.connect(path, read_only=True) as connection:
    columns = "select table_name, column_name from duckdb_columns() where not internal"
    tables = {name for name, _ in connection.sql(columns).fetchall()}
    for table in sorted(tables):
        connection.execute(f'select columns(*)::varchar from "{table}" limit 5').fetchall()
    heights = {name: len(connection.sql(f"select columns(*)::varchar from ({query.strip().rstrip(';')})").fetchall())
               for name, query in queries.items()}
    print(json.dumps({"version": duckdb.__version__, "tables": sorted(tables), "heights": heights}))
"""


def test_the_cookbook_has_eleven_recipes():
    assert len(RECIPES) == 11


@pytest.mark.parametrize("question", RECIPES)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_a_recipe_runs_as_it_stands_and_finds_something(analysts_file, question, zone):
    with duckdb.connect(str(analysts_file), read_only=True) as connection:
        connection.execute(f"set timezone = '{zone}'")
        assert connection.sql(RECIPES[question]).pl().height > 0


def test_every_table_the_guide_names_is_in_the_file(analysts_file):
    section = GUIDE.split("## The tables")[1].split("## Cookbook")[0]
    named = set(re.findall(r"`([a-z_]+)(?:\(instant\))?`", section))
    with duckdb.connect(str(analysts_file), read_only=True) as connection:
        known = {name for (name,) in connection.sql("select distinct table_name from dictionary").fetchall()}
    assert named - known == set()
    assert known - named == {"sellers", "sync_windows", "dictionary", "build", "next_verdicts"}


def test_every_table_and_macro_of_the_dictionary_can_be_read(analysts_file):
    with duckdb.connect(str(analysts_file), read_only=True) as connection:
        names = [name for (name,) in connection.sql("select distinct table_name from dictionary").fetchall()]
        for name in names:
            source = f"{name}(now())" if name == "orders_as_of" else f'"{name}"'
            assert connection.sql(f"from {source} limit 1").pl().width > 0, name


def test_the_dictionary_page_is_what_make_docs_writes():
    assert (DOCS / "dictionary.md").read_text(encoding="utf-8") == dictionary_page()


@pytest.fixture(scope="module")
def python_with_duckdb_1_4(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment of its own with the oldest client the file is promised to."""
    folder = tmp_path_factory.mktemp("duckdb_1_4")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "duckdb==1.4.*"]
    done = subprocess.run(install, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip(f"DuckDB 1.4 could not be installed: {done.stderr.strip().splitlines()[-1]}")
    return python


@pytest.mark.parametrize("name", FIGURES)
def test_the_query_of_a_figure_runs_on_the_file_of_the_real_pipeline(analysts_file, name):
    with duckdb.connect(str(analysts_file), read_only=True) as connection:
        assert connection.sql(FIGURES[name].sql).pl().width > 0


@pytest.mark.parametrize("metric", METRICS_IN_ORDER)
@pytest.mark.parametrize("only_failures", [True, False])
@pytest.mark.parametrize("dimension", [None, *DIMENSIONS])
def test_the_list_behind_a_level_is_as_long_as_the_level_says(analysts_file, metric, only_failures, dimension):
    with duckdb.connect(str(analysts_file), read_only=True) as connection:
        if dimension is None:
            members = [("",)]
        else:
            worst = level_queries.breakdown(metric, 30, dimension).sql
            members = connection.sql(f"select member from ({worst}) limit 3").fetchall()
        for (member,) in members:
            level = connection.sql(
                "select numerator, denominator, direction, day from service_levels "
                f"where metric = '{metric}' and window_days = 30 order by day desc limit 1"
            ).pl()
            wanted = Cases(metric, 30, only_failures=only_failures, dimension=dimension, member=member)
            asked = level_queries.cases(wanted, level["day"][0], level["direction"][0])
            whole = Question(asked.name, tuple((k, 100_000 if k == "page_size" else v) for k, v in asked.parameters))
            listed = connection.sql(whole.sql).pl()
            assert listed["matching"].unique().to_list() == ([listed.height] if listed.height else [])
            assert listed["is_failure"].all() or not only_failures
            if dimension is None and not only_failures:
                assert listed.height == level["denominator"][0]


@pytest.mark.slow
def test_a_duckdb_1_4_client_reads_every_table_and_answers_cookbook_and_figures(analysts_file, python_with_duckdb_1_4):
    done = subprocess.run(
        [python_with_duckdb_1_4, "-c", OLD_CLIENT, str(analysts_file)],
        input=json.dumps(RECIPES | {name: figure.sql for name, figure in FIGURES.items()}),
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answered = json.loads(done.stdout)
    assert answered["version"].startswith("1.4.")
    assert {"orders", "service_level_cases", "failures_rolling_off"} <= set(answered["tables"])
    assert min(answered["heights"][recipe] for recipe in RECIPES) > 0
