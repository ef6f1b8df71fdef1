"""Entry point: `streamlit run streamlit_app.py` serves the app, its shell and `/healthz`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

ROOT = Path(__file__).parent


async def healthz(_request: Request) -> JSONResponse:
    """Answer 200 while the app serves; says nothing of the data."""
    return JSONResponse({"status": "ok"})


@asynccontextmanager
async def warmed(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Load what the first page needs before the first visitor comes."""
    from dashboard.shell.warm_up import warm_up  # noqa: PLC0415 - cached functions need the running server

    warm_up()
    yield {}


def explain(error: BaseException) -> bool:
    """Show a failure as a page of ours; the traceback goes to the log, never to the screen."""
    from dashboard.shell.failures import show_failure  # noqa: PLC0415 - as above

    return show_failure(error)


app = st.App(
    ROOT / "dashboard" / "main.py", routes=[Route("/healthz", healthz)], lifespan=warmed, on_script_error=explain
)
