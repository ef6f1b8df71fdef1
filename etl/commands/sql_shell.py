"""`vigie sql` on a terminal: ask the analysts' file one question after the other.

Statements end with `;` and may run over several lines. What is typed is kept in `sql_history` under `VIGIE_HOME`.
"""

import time
from collections.abc import Callable
from typing import Final

import duckdb
from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.lexers import PygmentsLexer
from pygments.lexers.sql import SqlLexer

from etl.store.places import Places
from etl.store.privacy import make_private
from etl.store.snapshots.query import LONGEST_SECONDS, SHOWN_ROWS, QueryRefused, open_analytics, within

PROMPT: Final = "vigie> "
HELP: Final = """Statements end with ; and may run over several lines. Ctrl-C drops the line or stops the query.
.tables          the tables, with what a row of each is
.schema TABLE    the columns of a table, with type and meaning
.reopen          read what was published since this shell was opened
.quit            leave (or Ctrl-D)"""

_TABLES: Final = "select table_name, meaning_en as meaning from dictionary where column_name = '' order by table_name"
_SCHEMA: Final = """
select column_name, type, unit, meaning_en as meaning
from dictionary
where column_name <> '' and table_name = $table"""
_NAMES: Final = "select distinct unnest([table_name, column_name]) from dictionary"


def open_shell(places: Places, session: PromptSession[str] | None = None) -> None:
    """Read and answer until `.quit` or the end of the input. Raises `SnapshotMissing` or `SnapshotDamaged`."""
    shell = _Shell(places)
    _say(f"{places.analytics}, read-only, instants in UTC. .help says more.")
    asking = session or _session(places, shell.names())
    while True:
        try:
            text = asking.prompt(PROMPT, multiline=Condition(_is_unfinished), prompt_continuation="   ...> ").strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            break
        if text in {".quit", ".exit"}:
            break
        shell.answer(text)
    shell.close()


def is_complete(text: str) -> bool:
    """Whether Enter should send the text: a command, nothing, or statements that end outside a quoted text."""
    text = text.strip()
    if not text or text.startswith("."):
        return True
    written = [start for start, kind in duckdb.tokenize(text) if kind != duckdb.token_type.comment]
    return bool(written) and text[written[-1]] == ";"


def _say(words: object) -> None:
    print(words)  # noqa: T201 - a shell prints


def _is_unfinished() -> bool:
    return not is_complete(get_app().current_buffer.text)


def _session(places: Places, names: list[str]) -> PromptSession[str]:
    return PromptSession(
        history=_history(places),
        lexer=PygmentsLexer(SqlLexer),
        completer=WordCompleter(names, ignore_case=True),
        complete_while_typing=False,
        enable_open_in_editor=True,
    )


def _history(places: Places) -> History:
    try:
        return FileHistory(str(make_private(places.home / "sql_history")))
    except OSError:  # an analyst of the group reads one file under home and writes none
        return InMemoryHistory()


class _Shell:
    def __init__(self, places: Places) -> None:
        self._places = places
        self._connection = open_analytics(places)
        self._opened = self._published()

    def names(self) -> list[str]:
        """Tables and columns, for completion."""
        return [name for (name,) in self._connection.sql(_NAMES).fetchall() if name]

    def answer(self, text: str) -> None:
        """Do a dot command, or show the answers of statements; what is refused is said and the shell goes on."""
        command, _, argument = text.partition(" ")
        commands: dict[str, Callable[[str], None]] = {
            ".tables": lambda _: self._show(_TABLES),
            ".schema": lambda table: self._show(_SCHEMA, {"table": table.strip(" ;")}),
            ".reopen": lambda _: self._reopen(),
        }
        try:
            if command in commands:
                commands[command](argument)
            elif text.startswith("."):
                _say(HELP)
            else:
                self._ask(text)
        except (duckdb.Error, QueryRefused) as error:
            _say(error)
        except KeyboardInterrupt:
            _say("Stopped.")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _ask(self, text: str) -> None:
        begun = time.perf_counter()
        for statement in self._connection.extract_statements(text):
            self._show(statement)
        _say(f"({time.perf_counter() - begun:.3f} s)")
        if self._published() != self._opened:
            _say("Newer data has been published: .reopen reads it.")

    def _show(self, statement: str | duckdb.Statement, values: dict[str, str] | None = None) -> None:
        with within(self._connection, LONGEST_SECONDS):
            relation = self._connection.sql(statement, params=values) if values else self._connection.sql(statement)
            if relation is not None:
                relation.show(max_rows=SHOWN_ROWS)

    def _reopen(self) -> None:
        self._connection.close()  # DuckDB keeps a file that is still open under its path, replaced or not
        self._connection = open_analytics(self._places)
        self._opened = self._published()
        _say("Opened anew.")

    def _published(self) -> int:
        return self._places.analytics.stat().st_mtime_ns
