"""A thread as the API serves it, as small as a test needs it."""

from datetime import datetime
from typing import Any

import orjson

from etl.preflight.explaining.explanation import Explanation
from etl.preflight.explaining.threads import explained_thread_file

TYPES = {"C": "Customer", "S": "Seller", "O": "GrcOperator", "A": "Automatic", "?": "Supervisor"}


def message(message_id: str, at: str | None, sender: str = "C", body: str = "Bonjour") -> dict[str, Any]:
    return {
        "messageId": message_id,
        "body": body,
        "createdAt": at,
        "sender": {"userId": None, "userType": TYPES[sender]},
        "hasRead": False,
        "attachments": [],
    }


def thread(*messages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "discussionId": "D1",
        "subject": "Colis",
        "isOpen": True,
        "status": "ToTreat",
        "graduation": "Discussion",
        "orderReference": "O1",
        "salesChannel": "CDISFR",
        "createdAt": "2026-11-02T08:00:00Z",
        "updatedAt": "2026-11-02T08:00:00Z",
        "messages": list(messages),
    } | fields


def explained(given: object, now: str = "2026-11-20T12:00:00Z") -> Explanation:
    content = given if isinstance(given, bytes) else orjson.dumps(given)
    return explained_thread_file(content, datetime.fromisoformat(now))


def runs(shown: Explanation) -> list[tuple[str | None, str | None, str | None, bool | None]]:
    return [(run["opened_at"], run["ended_at"], run["ended_by"], run["kept"]) for run in shown["runs"]]
