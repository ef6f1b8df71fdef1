"""A deadline for a whole call. httpx bounds each wait for a byte, so that one byte a second would go on for ever."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx


class Deadline(threading.local):
    """Until when the call that this thread makes may last, in seconds of `time.monotonic`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.ends_at: float | None = None

    @contextmanager
    def in_time(self) -> Iterator[None]:
        """Bound every wait on the network in the block, all together."""
        self.ends_at = time.monotonic() + self.seconds
        try:
            yield
        finally:
            self.ends_at = None

    def shortened(self, timeout: float | None) -> float | None:
        """A time to wait for one step, so that the call ends in time; never 0, which would mean not to wait at all."""
        if self.ends_at is None:
            return timeout
        left = max(self.ends_at - time.monotonic(), 0.001)
        return left if timeout is None else min(timeout, left)


def transport_within(deadline: Deadline) -> httpx.HTTPTransport:
    """httpx's own transport, whose connections keep to `deadline` from the first byte of the headers on."""
    transport = httpx.HTTPTransport(trust_env=False)
    pool: Any = transport._pool
    pool._network_backend = _Backend(pool._network_backend, deadline)
    return transport


class _Backend:
    def __init__(self, inner: Any, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def connect_tcp(self, *arguments: Any, timeout: float | None = None, **options: Any) -> "_Stream":
        stream = self._inner.connect_tcp(*arguments, timeout=self._deadline.shortened(timeout), **options)
        return _Stream(stream, self._deadline)


class _Stream:
    def __init__(self, inner: Any, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        read: bytes = self._inner.read(max_bytes, self._deadline.shortened(timeout))
        return read

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.shortened(timeout))

    def start_tls(self, *arguments: Any, timeout: float | None = None, **options: Any) -> "_Stream":
        secured = self._inner.start_tls(*arguments, timeout=self._deadline.shortened(timeout), **options)
        return _Stream(secured, self._deadline)
