"""A publication as a person asks for it while a worker runs: written down, carried out by the worker, answered."""

import os
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson
from sqlalchemy import Engine

from etl.store.ops.heartbeats import Heartbeat, beat, last_heartbeat
from etl.store.ops.settings import change_setting, setting_value

ASKED: Final = "publication_asked"
"""Setting: the number of a request that no worker has answered yet, else empty."""
PUBLICATION: Final = "publication"
"""Heartbeat of the last answer: its state is published or refused, its detail which request and in what words."""


@dataclass(frozen=True)
class PublicationAnswer:
    """What became of a request; `words` are for the person who asked."""

    is_published: bool
    words: str


def ask_publication(ops: Engine, *, by: str, now: datetime) -> str:
    """Have the running worker publish at its next step, whatever has changed; answers the number of the request.

    A request of somebody else that waits already is answered by the same publication, and has the same number.
    """
    if waiting := asked_publication(ops):
        return waiting
    number = uuid.uuid4().hex
    change_setting(ops, ASKED, number, by=by, now=now)
    return number


def asked_publication(ops: Engine) -> str | None:
    """The number of the request that waits for the worker, if one does."""
    return setting_value(ops, ASKED) or None


def answer_publication(ops: Engine, number: str, answer: PublicationAnswer, now: datetime) -> None:
    """Tell whoever asked. The answer before the end of the request: killed in between, it is only published twice."""
    state, detail = "published" if answer.is_published else "refused", {"request": number, "words": answer.words}
    beat(ops, Heartbeat(PUBLICATION, os.getpid(), now, state, orjson.dumps(detail).decode()))
    if asked_publication(ops) == number:
        change_setting(ops, ASKED, "", by="worker", now=now)


def publication_answer(ops: Engine, number: str) -> PublicationAnswer | None:
    """The answer to this request; None while there is none."""
    sign = last_heartbeat(ops, PUBLICATION)
    told = orjson.loads(sign.detail) if sign and sign.detail else {}
    if sign is None or told.get("request") != number:
        return None
    return PublicationAnswer(sign.state == "published", told["words"])
