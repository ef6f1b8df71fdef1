"""The app behind its server's door."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from streamlit_app import healthz


def test_the_server_says_that_it_is_well():
    answer = asyncio.run(healthz(Request({"type": "http"})))
    assert (answer.status_code, answer.body) == (200, b'{"status":"ok"}')
