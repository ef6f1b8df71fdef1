"""The walk through a new subject names what is there, and all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "adding-a-subject.md").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r"`((?:etl|dashboard|sandbox|pages|tests)/[\w./-]+)`", GUIDE)))
EXAMPLE = "listings"


def folders_of_the_example() -> set[str]:
    layers = ("sandbox", "etl", "dashboard", "tests")
    found = (path for layer in layers for path in (ROOT / layer).rglob(EXAMPLE) if any(path.glob("*.py")))
    return {str(path.relative_to(ROOT)) for path in found}


@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_the_guide_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_guide_leaves_out_no_folder_of_its_example() -> None:
    assert {folder for folder in folders_of_the_example() if folder not in GUIDE} == set()


@pytest.mark.parametrize("registry", sorted({path for path in PATHS if path.endswith(("registry.py", "kinds.py"))}))
def test_each_registry_of_the_guide_knows_its_example(registry: str) -> None:
    assert f".{EXAMPLE}." in (ROOT / registry).read_text(encoding="utf-8")


def test_no_engine_names_the_example() -> None:
    engines = (
        "etl/sync/engine",
        "etl/actions/outbox",
        "etl/actions/sender",
        "etl/store/marts",
        "etl/domain/obligations",
    )
    naming = [
        str(file.relative_to(ROOT))
        for engine in engines
        for file in (ROOT / engine).rglob("*.py")
        if re.search(rf"\b{EXAMPLE}\b", file.read_text(encoding="utf-8"))
    ]
    assert naming == []
