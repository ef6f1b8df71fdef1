"""What can go wrong in the sandbox.

SandboxError
|-- Problem            an answer of the application: RFC 9457 `application/problem+json`
|-- GatewayRefusal     an answer of the gateway in front of it: `{"statusCode", "message"}`
|-- UnknownChoice      a contract choice that does not exist, or a value that does not fit it
|-- UnknownFault       a fault that does not exist, or a rate outside 0..1
`-- SandboxDidNotStart the server thread ended or stayed silent
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


class SandboxError(Exception):
    """Anything the sandbox raises on purpose."""


@dataclass
class Problem(SandboxError):
    """An answer of the application: status, title, and `errors` as field or rule -> sentences."""

    status: int
    title: str
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    detail: str | None = None


@dataclass
class GatewayRefusal(SandboxError):
    """An answer of the gateway: status, message and further headers."""

    status: int
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


class UnknownChoice(SandboxError):
    """A contract choice that does not exist, or a value that does not fit it."""


class UnknownFault(SandboxError):
    """A fault that does not exist, or a rate outside 0..1."""


class SandboxDidNotStart(SandboxError):
    """The server thread ended or stayed silent before it listened."""
