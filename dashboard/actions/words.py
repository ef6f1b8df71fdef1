"""Where the actions stand, in a sentence."""

from __future__ import annotations

from etl.words.catalogues import _
from etl.words.formats import counted


def actions_sentence(waiting: int, needing_someone: int) -> str:
    """Where the actions stand."""
    if needing_someone:
        return counted("{n} action needs your decision.", "{n} actions need your decision.", needing_someone)
    if waiting:
        return counted("{n} action is on its way.", "{n} actions are on their way.", waiting)
    return _("Nothing is waiting: every action has its outcome.")
