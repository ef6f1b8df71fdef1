"""Whether the data can be trusted, in a sentence."""

from __future__ import annotations

from etl.words.catalogues import _
from etl.words.formats import counted


def sync_sentence(differing: int, failed_checks: int, *, is_stale: bool) -> str:
    """Whether the data can be trusted."""
    if failed_checks:
        return counted(
            "{n} check failed: the data needs a look.", "{n} checks failed: the data needs a look.", failed_checks
        )
    if is_stale:
        return _("The data is getting old: the sync has not succeeded for a while.")
    if differing:
        return counted(
            "For {n} status, the marketplace counts other orders than we do.",
            "For {n} statuses, the marketplace counts other orders than we do.",
            differing,
        )
    return _("The data is fresh, and our counts agree with the marketplace.")
