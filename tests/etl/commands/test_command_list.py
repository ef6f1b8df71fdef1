"""The list of commands, and that a command costs only its own imports."""

import subprocess
import sys

import pytest

from etl.commands.cli import COMMANDS, imported

HEAVY = ("polars", "duckdb", "sqlalchemy", "httpx", "pyarrow", "structlog")


@pytest.mark.parametrize("name", list(COMMANDS))
def test_a_command_is_listed_by_the_first_sentence_of_its_own_help(name: str) -> None:
    help_text = imported(name).help
    assert help_text.replace("\n", " ").startswith(COMMANDS[name].words.removesuffix("."))


def test_the_list_of_commands_imports_none_of_them() -> None:
    program = (
        "import sys; from etl.commands.cli import app; app(['--help'], standalone_mode=False); "
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert all(f" {name} " in shown for name in COMMANDS)
    assert shown.splitlines()[-1] == "[]"
