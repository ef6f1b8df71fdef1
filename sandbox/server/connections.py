"""Answers that break off: the connection is cut before or inside the response."""

from collections.abc import Callable
from typing import Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Line(Protocol):
    """The client's connection, as far as a fault needs it."""

    def abort(self) -> None:
        """Cut at once; what is not yet sent is lost."""

    def close(self) -> None:
        """Send what is waiting, then close."""


LineFinder = Callable[[tuple[str, int]], Line]
"""Finds the connection of a client address (host, port)."""


async def _until_disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class CutConnection(Response):
    """No answer at all: the connection is reset."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reset the client's connection."""
        del send
        finder: LineFinder = scope["app"].state.find_line
        finder(scope["client"]).abort()
        # Returning without an answer would have the server write a 500 of its own.
        await _until_disconnected(receive)


class TruncatedAnswer(Response):
    """The head of another answer and half of its body."""

    def __init__(self, whole: Response) -> None:
        super().__init__(whole.body, whole.status_code)
        self.raw_headers = whole.raw_headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and half of the body, then close."""
        head = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(head)
        # The head still promises the whole length: the client sees a body that broke off, not a short one.
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        finder: LineFinder = scope["app"].state.find_line
        finder(scope["client"]).close()
        await _until_disconnected(receive)
