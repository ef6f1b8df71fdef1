"""What can go wrong between us and the marketplace, told apart by what it means for the request.

OctopiaError
├── NotSent               the request never reached the marketplace: sending it again is safe
│   └── NoToken           because the token host gave none
├── Unsettled             it left, and what became of it is unknown: a write must be settled by reading
├── QuotaExhausted        not treated, because too many were sent; `retry_at` says when to come back
├── CredentialsRefused    the token host refused our client id or secret
├── BrokenAnswer          an answer that is not what the contract says (truncated, not JSON)
└── Refused               a 4xx with the marketplace's own words in `words`
    ├── Unauthorised      401, even with a fresh token
    ├── Forbidden         403: this seller id is not open to our client id
    └── NotFound          404
"""

from datetime import datetime


class OctopiaError(Exception):
    """Base of all errors of this layer."""


class NotSent(OctopiaError):
    """The request never reached the marketplace."""


class NoToken(NotSent):
    """The token host gave none, so that there was nothing to ask with."""


class Unsettled(OctopiaError):
    """The request left and its outcome is unknown (`status` is the 5xx, or None when nothing came back)."""

    def __init__(self, message: str, status: int | None = None, words: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.words = words


class QuotaExhausted(OctopiaError):
    """Too many requests; nothing was done. `retry_at` (UTC) is when the marketplace takes requests again."""

    def __init__(self, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class CredentialsRefused(OctopiaError):
    """The token host does not know this client id and secret."""


class BrokenAnswer(OctopiaError):
    """The answer is not what the contract says."""


class Refused(OctopiaError):
    """The marketplace said no. `status` is the HTTP code, `words` what it said."""

    def __init__(self, message: str, status: int, words: str) -> None:
        super().__init__(message)
        self.status = status
        self.words = words


class Unauthorised(Refused):
    """401 although the token is fresh."""


class Forbidden(Refused):
    """403 that is not a quota: the seller did not delegate access to this client."""


class NotFound(Refused):
    """404: no such object, or no such route."""
