"""The name that stands in the audit: a person's, never one that the product uses for itself."""

from __future__ import annotations

import getpass
from functools import cache
from typing import Final

from etl.domain.characters import skeleton
from etl.settings import Settings, SettingsError
from etl.words.catalogues import LANGUAGES, _, speaking
from etl.words.codes import REQUESTERS

NAME_LIMIT: Final = 40
COMMAND_LINE: Final = "command line"
"""Who asked, where neither a name nor an account is known."""


def cleaned_name(given: str) -> str:
    """A name as it is kept: printable, single spaces, at most `NAME_LIMIT` characters, a letter in it; else empty.

    Empty, too, for a name that the product uses for itself: what a person does must not look like what it did.
    """
    name = " ".join("".join(one for one in given if one.isprintable()).split())[:NAME_LIMIT].strip()
    return name if any(one.isalpha() for one in name) and not is_own_name(name) else ""


def is_own_name(given: str) -> bool:
    """Whether this reads like one of the product's own names, in any language, case or look-alike letters."""
    return skeleton(given) in _own_names()


def person_asking(settings: Settings, by: str = "") -> str:
    """In whose name a command or this machine asks: `by`, else `VIGIE_USER`, else the account.

    Raises `SettingsError` for a name that the product uses for itself, or that has no letter.
    """
    for source, given in (("--by", by), ("VIGIE_USER", settings.user)):
        if given.strip():
            if name := cleaned_name(given):
                return name
            raise SettingsError(f"{source}: {given[:NAME_LIMIT]!r} cannot stand for a person. Write another name.")
    try:
        account = getpass.getuser()
    except (KeyError, OSError):  # no account behind this process id, as in some containers
        return "local"
    return cleaned_name(account) or f"account {account}"[:NAME_LIMIT]


@cache
def _own_names() -> frozenset[str]:
    names = {COMMAND_LINE, *REQUESTERS}
    for language in LANGUAGES:
        with speaking(language):
            names |= {_(word) for word in REQUESTERS.values()}
    return frozenset(map(skeleton, names))
