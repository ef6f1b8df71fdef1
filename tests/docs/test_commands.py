"""Every command that a message, a comment or a document names exists, with its options."""

import re
from pathlib import Path
from typing import Any

import pytest

from etl.commands.cli import COMMANDS, imported

ROOT = Path(__file__).parents[2]
PLACES = [
    *(
        path
        for folder in ("etl", "dashboard", "docs")
        for ending in ("py", "md", "po")
        for path in (ROOT / folder).rglob(f"*.{ending}")
    ),
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", ".env.example")),
]
NAMED = sorted(
    {said for path in PLACES for said in re.findall(r"`vigie ([a-z][^`|]*)`", path.read_text(encoding="utf-8"))}
)
SANDBOX = "sandbox"
"""Another program: its options are its own."""


@pytest.mark.parametrize("said", NAMED)
def test_a_command_that_is_named_exists_with_its_options(said: str) -> None:
    name, *rest = said.split()
    assert name in COMMANDS
    if name == SANDBOX:
        return
    command: Any = imported(name)
    if rest and rest[0] in getattr(command, "commands", {}):
        command = command.commands[rest.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert {word for word in rest if word.startswith("--")} <= known


def test_commands_are_looked_for_where_they_are_named() -> None:
    assert {"publish", "doctor", "rejects replay", "sync --once"} <= set(NAMED)
