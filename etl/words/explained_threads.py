"""Explanations of threads for people, line by line, as plain text in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from etl.words.catalogues import N_, _
from etl.words.codes import DISCHARGES, GRADUATIONS, MESSAGE_SENDERS, OBLIGATION_KINDS, word
from etl.words.explained import clock_lines, finding_lines, later_lines, read_back
from etl.words.formats import beside, labelled, language_name, moment
from etl.words.markdown import shortened

SOURCES: Final = {
    "answer_message": N_("48 hours or two working days after the first message that waits, the earlier"),
    "solve_claim": N_("48 hours after the claim was made"),
}


def thread_lines(shown: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """A thread: what is owed with its rule and clocks, its runs, who wrote, what to know, what does not count."""
    graduation = _("not known") if shown["graduation"] is None else word(GRADUATIONS, shown["graduation"])
    yield _("Thread {thread}: {graduation}").format(
        thread=shortened(shown["discussion_id"]), graduation=shortened(graduation)
    )
    spoken = language_name(shown["language"])
    yield labelled(
        _("Language"), _("{language}, assumed").format(language=spoken) if shown["language_assumed"] else spoken
    )
    if shown["owes"] is None:
        yield _("Nobody waits for an answer in it.")
    else:
        yield labelled(_("Owed"), word(OBLIGATION_KINDS, shown["owes"]))
        yield from clock_lines(shown, SOURCES[shown["owes"]])
    for run in shown["runs"]:
        yield labelled(_("Waited since {at}").format(at=moment(read_back(run["opened_at"]))), _ending(run))
    for message in shown["messages"]:
        yield "  " + labelled(
            beside(moment(read_back(message["at"])), word(MESSAGE_SENDERS, message["from"])),
            shortened(message["text"]),
        )
    yield from finding_lines(shown, now)
    yield from later_lines(shown)


def _ending(run: Mapping[str, Any]) -> str:
    ended = _("no answer yet") if run["ended_by"] is None else word(DISCHARGES, run["ended_by"])
    if run["ended_at"] is not None:
        ended = beside(ended, moment(read_back(run["ended_at"])))
    match run["kept"]:
        case True:
            return _("{ended}, in time").format(ended=ended)
        case False:
            return _("{ended}, too late").format(ended=ended)
    return ended
