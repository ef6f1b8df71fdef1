"""The shell of `vigie sql`: what it takes as a whole statement, what it answers, and that a refusal does not end it."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from etl.commands.sql_shell import is_complete, open_shell
from etl.store.errors import SnapshotMissing
from etl.store.places import Places

CONTENT = """
create table orders as select 'A' || n as order_id from range(3) as numbers(n);
create table dictionary as select * from (values
    ('orders', '', '', '', 'One row per order.'),
    ('orders', 'order_id', 'VARCHAR', 'text', 'The order''s identifier.')
) as rows(table_name, column_name, type, unit, meaning_en)
"""

Typing = Callable[[str], str]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path).make()
    with duckdb.connect(str(made.analytics)) as connection:
        connection.execute(CONTENT)
    return made


@pytest.fixture
def typing(places: Places, capsys: pytest.CaptureFixture[str]) -> Typing:
    """Type some lines into a shell and leave it; answer what it printed."""

    def typed(text: str) -> str:
        with create_pipe_input() as keys:
            keys.send_text(text.replace("\n", "\r") + "\r.quit\r")
            open_shell(places, PromptSession(input=keys, output=DummyOutput()))
        return capsys.readouterr().out

    return typed


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("select 1;", True),
        ("select 1; -- the end", True),
        ("", True),
        (".tables", True),
        ("select 1", False),
        ("select ';", False),
        ("select 'a;'", False),
        ("select 1 -- not yet;", False),
        ("select 1;\nselect 2", False),
    ],
)
def test_a_statement_ends_with_a_semicolon_outside_a_text(text: str, is_whole: bool) -> None:
    assert is_complete(text) is is_whole


def test_a_statement_may_run_over_several_lines(typing: Typing) -> None:
    assert re.search(r"│ +3 │", typing("select count(*) as n\nfrom orders\n;"))


def test_tables_and_columns_are_listed_with_their_meaning(typing: Typing) -> None:
    said = typing(".tables\n.schema orders")
    assert "One row per order." in said
    assert "The order's identifier." in said


def test_what_is_refused_is_said_and_the_shell_goes_on(typing: Typing) -> None:
    said = typing("select * from nowhere;\ndelete from orders;\n.schema x' or 1=1 --\nselect 41 + 1 as answer;")
    assert "Table with name nowhere does not exist" in said
    assert "read-only" in said.split("nowhere", 1)[1]
    assert "42" in said


def test_several_statements_are_all_answered(typing: Typing) -> None:
    said = typing("select 'first' as a; select 'second' as b;")
    assert "first" in said
    assert "second" in said


def test_an_unknown_command_gets_the_help(typing: Typing) -> None:
    assert ".reopen" in typing(".nothing")


class PublishingBetween:
    """A person who types, and a worker that publishes before the second line."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.lines = ["select 1;", "select 2;", ".reopen", "from orders;", ".quit"]

    def prompt(self, *_arguments: object, **_options: object) -> str:
        if len(self.lines) == 4:
            newer = self.places.home / "newer.duckdb"
            with duckdb.connect(str(newer)) as connection:
                connection.execute(f"{CONTENT}; insert into orders values ('Z9')")
            newer.replace(self.places.analytics)
        return self.lines.pop(0)


def test_what_is_published_meanwhile_is_announced_and_read_by_reopening(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    person: Any = PublishingBetween(places)
    open_shell(places, person)
    before, after = capsys.readouterr().out.split("Opened anew.")
    assert before.count("Newer data has been published") == 1
    assert "Z9" in after


def test_without_a_file_the_shell_says_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(SnapshotMissing, match="vigie sync --once"):
        open_shell(Places(tmp_path))


def test_a_terminal_gets_the_shell_and_its_history_is_the_owners_alone(places: Places) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "etl", "sql"],
        env={**os.environ, "VIGIE_HOME": str(places.home), "TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, b"select 41 + 1 as answer;\r.quit\r")
    said = b""
    try:
        while chunk := os.read(ours, 4096):
            said += chunk
    except OSError:  # the other end has closed
        pass
    assert process.wait(30) == 0
    assert "42" in said.decode()
    history = places.home / "sql_history"
    assert "select 41 + 1 as answer;" in history.read_text()
    assert history.stat().st_mode & 0o077 == 0
