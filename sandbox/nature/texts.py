"""The texts a world is made of: names, streets, towns, carriers, goods, one per line in `data/`."""

from functools import cache
from importlib.resources import files


@cache
def text_rows(name: str) -> tuple[str, ...]:
    """The lines of a data file; blanks at their ends are part of them."""
    text = files("sandbox").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return tuple(text.removesuffix("\n").split("\n"))


def text_table(name: str) -> list[list[str]]:
    """The lines of a data file, split at `|`."""
    return [row.split("|") for row in text_rows(name)]
