"""Prints `docs/codes.md`: `python -m etl.preflight.codes_page > docs/codes.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from etl.domain.checks import Severity
from etl.preflight.codes import SECTIONS
from etl.words.catalogues import _, speaking
from etl.words.checks import COUNTED, SENTENCES
from etl.words.parcel_rows import UNREADABLE

LANGUAGES: Final = ("fr", "en", "zh")
_SAMPLES: Final[Mapping[str, Mapping[str, object]]] = {
    "same_buyer": {"count": 1, "orders": ("{orders}",)},
    "cancellation_requested": {"count": 1},
    "shipped_otherwise": {"detail": "{number}"},
    "open_elsewhere": {"names": ("{names}",)},
}
_INTRODUCTION: Final = """# Codes

What is found before something is done, on one scale for forms, sheets, selections, `vigie ship` and automatic
acceptance:

* `blocks`: it cannot be done.
* `asks`: a person confirms, with a reason that the audit keeps. Automatic acceptance leaves the order to people.
* `notes`: shown.
* `fine`: shown in short on the forms.

Where two are given, it depends on how much, on the carrier, or on what is asked. A row of a sheet is `impossible` when
something blocks, `asks` when something asks, `already_done` when its parcel is declared or asked for, also by a row
before it (`same_number`, `duplicate_of`), else `ready`; `reasons` are the codes that decided.

Made by `make docs` from `etl/preflight/codes.py` and the catalogues: do not edit.
"""


def codes_page() -> str:
    """The page, Markdown."""
    parts = [_INTRODUCTION, *(f"## {title}\n\n{_table(codes)}" for title, codes in SECTIONS.items())]
    heading = _line(["code", "français", "English", "中文"], is_heading=True)
    unreadable = "\n".join([heading, *(_line([f"`{code}`", *_sentences(text)]) for code, text in UNREADABLE.items())])
    return "\n".join([*parts, f"## A file that cannot be read\n\nThe command ends with 2.\n\n{unreadable}\n"])


def wording(code: str) -> str:
    """What a code says in the language in force, its details as they are named in it."""
    if code in COUNTED:
        return COUNTED[code](_SAMPLES[code], str)
    return _(SENTENCES[code])


def _table(codes: Mapping[str, Sequence[Severity]]) -> str:
    return "\n".join([_line(["code", "severity", "français", "English", "中文"], is_heading=True), *_rows(codes), ""])


def _rows(codes: Mapping[str, Sequence[Severity]]) -> Iterator[str]:
    for code, severities in codes.items():
        yield _line([f"`{code}`", ", ".join(severities), *(_in(language, code) for language in LANGUAGES)])


def _in(language: str, code: str) -> str:
    with speaking(language):
        return wording(code)


def _sentences(text: str) -> Iterator[str]:
    for language in LANGUAGES:
        with speaking(language):
            yield _(text)


def _line(cells: Sequence[str], *, is_heading: bool = False) -> str:
    line = f"| {' | '.join(cells)} |"
    return f"{line}\n|{' --- |' * len(cells)}" if is_heading else line


if __name__ == "__main__":
    sys.stdout.write(codes_page())
