"""What Vigie makes of a thread: who wrote what, in which language, who waits since when, and what is owed by when.

From a file: a discussion as the API serves it with its messages, and when a person here marked it as treated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import polars as pl

from etl.domain.checks import Check, Severity
from etl.domain.messages.bodies import lines_of, text_of
from etl.domain.messages.languages import channel_language, language_of
from etl.domain.messages.obligations import ANSWER_MESSAGE, SOLVE_CLAIM, thread_obligations
from etl.domain.messages.quotes import own_text
from etl.domain.messages.senders import CUSTOMER, sender_of
from etl.domain.messages.threads import MESSAGE_SCHEMA, THREAD_SCHEMA, TREATED_SCHEMA, in_order, is_claim
from etl.domain.obligations.judging import judged
from etl.preflight.explaining.explanation import CannotExplain, Explanation, one_object, written, written_findings
from etl.preflight.explaining.served import Served, served_instant

UNREADABLE: Final = (
    "This is no thread that can be read ({reason}): give one JSON object as GET /discussions/ID serves it, in UTF-8."
)
KEPT: Final = {"kept": True, "broken": False}
"""By the state of an obligation; what is open, or void, is neither."""
CLOCKS: Final = ("opened_at", "alert_at", "due_at", "due_calendar_at", "due_working_at", "due_rule")


@dataclass(frozen=True, slots=True)
class Message:
    """One message as handed over; `language` is that of its writer's own words, None when they do not tell."""

    message_id: str | None
    sender: str
    at: datetime | None
    text: str | None
    language: str | None


def explained_thread_file(content: bytes, now: datetime) -> Explanation:
    """Explain a thread as the API serves it, at `now` (UTC). Raises `CannotExplain`."""
    given = Served(one_object(content, UNREADABLE))
    discussion_id = given.text("discussionId")
    if discussion_id is None:
        raise CannotExplain(UNREADABLE.format(reason="it has no discussionId"))
    written_until, written_later = _until(now, _messages(given))
    thread = _thread(given, discussion_id, now, is_begun=bool(written_until))
    marks, marks_later = _until(now, [Message(discussion_id, "", at, None, None) for at in _marks(given)])
    messages = _ordered(discussion_id, written_until)
    treated = pl.DataFrame([(discussion_id, mark.at) for mark in marks], schema=TREATED_SCHEMA, orient="row")
    owed = judged(thread_obligations(thread.frame, _message_frame(discussion_id, messages), treated), now)
    later = [("message", one.message_id, one.at) for one in written_later]
    later += [("treated_at", discussion_id, one.at) for one in marks_later]
    # a thread's own dates move with its messages: one fact is told once
    told = {at for _, _, at in later}
    later += [
        (what, discussion_id, at) for what, at in thread.later if at not in told and not (told and what == "updatedAt")
    ]
    return (
        {"discussion_id": discussion_id, **thread.shown}
        | _spoken(messages, thread.channel)
        | _owed(owed)
        | {
            "findings": written_findings(tuple(_damage(given.damaged))),
            "later": [
                {"what": what, "id": key, "at": written(at)}
                for what, key, at in sorted(later, key=lambda fact: (fact[2] or now, fact[0]))
            ],
            "now": written(now),
        }
    )


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread's own fields: as the judge takes them, as they are shown, and what of them comes later."""

    frame: pl.DataFrame
    channel: str | None
    shown: dict[str, Any]
    later: tuple[tuple[str, datetime], ...]


def _thread(given: Served, discussion_id: str, now: datetime, *, is_begun: bool) -> Thread:
    graduation, is_open = given.text("graduation"), given.truth("isOpen")
    order_id = given.text("orderReference") if given.has("orderReference") else None
    dates = {"createdAt": given.instant("createdAt"), "updatedAt": given.instant("updatedAt")}
    later = tuple((what, at) for what, at in dates.items() if at is not None and at > now)
    created_at = None if any(what == "createdAt" for what, _ in later) else dates["createdAt"]
    # a thread that was made later, and in which nothing is said yet, cannot be a claim yet
    is_begun = is_begun or created_at == dates["createdAt"]
    row = (discussion_id, order_id, created_at, is_open, is_begun and is_claim(graduation))
    shown = {
        # the marketplace's own word, which no clock believes
        "status": given.text("status"),
        "graduation": graduation,
        "is_open": is_open,
        "order_id": order_id,
        "created_at": written(created_at),
    }
    return Thread(pl.DataFrame([row], schema=THREAD_SCHEMA, orient="row"), given.text("salesChannel"), shown, later)


def _messages(given: Served) -> list[Message]:
    """The messages as served, each id once: of two that are equal the last counts."""
    # a list of threads carries one message each, under another name
    served = [given.part("message")] if given.has("message") and not given.has("messages") else None
    found: dict[object, Message] = {}
    for place, fields in enumerate(served if served is not None else given.objects("messages")):
        message = _message(fields)
        key = message.message_id or place
        found.pop(key, None)
        found[key] = message
    return list(found.values())


def _message(fields: Served) -> Message:
    body = fields.said("body")
    lines = lines_of(body or "")
    return Message(
        message_id=fields.text("messageId"),
        sender=sender_of(fields.part("sender").text("userType")),
        at=fields.instant("createdAt"),
        text=None if body is None else text_of(lines),
        language=language_of(own_text(lines)),
    )


def _marks(given: Served) -> list[datetime]:
    marks: list[datetime] = []
    if not given.has("treated_at"):
        return marks
    for place, value in enumerate(given.several("treated_at")):
        at = served_instant(value)
        if at is None:
            given.damaged.append(f"treated_at[{place}]")
        else:
            marks.append(at)
    return marks


def _until(now: datetime, facts: Sequence[Message]) -> tuple[list[Message], list[Message]]:
    """What was said until `now`, and what comes later; what has no time is taken as said."""
    later = [fact for fact in facts if fact.at is not None and fact.at > now]
    return [fact for fact in facts if fact.at is None or fact.at <= now], later


def _ordered(discussion_id: str, messages: Sequence[Message]) -> list[Message]:
    frame = in_order(_message_frame(discussion_id, messages).with_row_index("served"))
    return [messages[served] for served in frame["served"]]


def _message_frame(discussion_id: str, messages: Sequence[Message]) -> pl.DataFrame:
    return pl.DataFrame(
        [(discussion_id, one.message_id, place, one.sender, one.at) for place, one in enumerate(messages)],
        schema=MESSAGE_SCHEMA,
        orient="row",
    )


def _spoken(messages: Sequence[Message], channel: str | None) -> dict[str, Any]:
    """The messages with their words and languages, and the language of the thread: the customer's latest."""
    customers = [one.language for one in messages if one.sender == CUSTOMER and one.language]
    language = customers[-1] if customers else channel_language(channel)
    return {
        "language": language,
        "language_assumed": not customers,
        "messages": [
            {
                "message_id": one.message_id,
                "from": one.sender,
                "at": written(one.at),
                "text": one.text,
                "language": one.language or language,
            }
            for one in messages
        ],
    }


def _owed(obligations: pl.DataFrame) -> dict[str, Any]:
    """The runs and the claim, and the clocks of what is owed now: a claim before a message (seller-rules M8b)."""
    runs = obligations.filter(pl.col("kind") == ANSWER_MESSAGE).rows(named=True)
    claims = obligations.filter(pl.col("kind") == SOLVE_CLAIM).rows(named=True)
    present = next((row for row in (*claims, *reversed(runs)) if row["discharged_by"] is None), None)
    return {
        "owes": present["kind"] if present else None,
        **{name: written(present[name]) if present else None for name in CLOCKS},
        "runs": [_ending(row) for row in runs],
        "claim": _ending(claims[0]) if claims else None,
    }


def _ending(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "opened_at": written(row["opened_at"]),
        "ended_at": written(row["discharged_at"]),
        "ended_by": row["discharged_by"],
        "due_at": written(row["due_at"]),
        "kept": KEPT.get(row["state"]),
    }


def _damage(fields: Sequence[str]) -> list[Check]:
    return [Check("field_damaged", Severity.NOTES, {"field": field}) for field in fields]
