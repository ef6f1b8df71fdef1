"""What a client sends, as the marketplace binds it: query parameters in any case, repeated or with commas; bodies."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from starlette.requests import Request

from sandbox.contract.errors import Problem
from sandbox.nature.paris import milliseconds

# The plus of `+02:00` that nobody encoded arrives as a space.
_LOST_PLUS: Final = re.compile(r" (\d\d:?\d\d)$")


class Parameters(Mapping[str, str]):
    """Query parameters by name in any case; iterating gives the names as they were sent."""

    def __init__(self, request: Request) -> None:
        self._sent: dict[str, str] = {}
        self._values: dict[str, str] = {}
        for name, text in request.query_params.multi_items():
            folded = name.lower()
            self._values[folded] = f"{self._values[folded]},{text}" if folded in self._values else text
            self._sent.setdefault(folded, name)

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sent.values())

    def __len__(self) -> int:
        return len(self._values)


def invalid(field: str, sentence: str) -> Problem:
    """A 400 that names the field."""
    return Problem(400, "One or more validation errors occurred.", {field: [sentence]})


def instant(params: Mapping[str, str], name: str) -> int | None:
    """A date-time parameter as UTC milliseconds; without a zone it is UTC. Problem 400 when it is neither."""
    text = params.get(name)
    if not text:
        return None
    try:
        when = datetime.fromisoformat(_LOST_PLUS.sub(r"+\1", text))
    except ValueError as error:
        raise invalid(name, f"The value '{text}' is not a valid date-time for {name}.") from error
    return milliseconds(when if when.tzinfo else when.replace(tzinfo=UTC))


def flag(params: Mapping[str, str], *names: str) -> bool | None:
    """A boolean parameter under any of its spellings; None when absent."""
    for name in names:
        if text := params.get(name):
            if text.lower() not in ("true", "false"):
                raise invalid(name, f"The value '{text}' is not valid for {name}.")
            return text.lower() == "true"
    return None


async def json_body(request: Request) -> Any:
    """The parsed body; Problem 400 when it is not JSON."""
    try:
        return orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise invalid("$", "The request body is not valid JSON.") from error
