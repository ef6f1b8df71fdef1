"""Entry point: `streamlit run streamlit_app.py` serves the app, its shell and `/healthz`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard.shell.doors import Doors
from etl.settings import SettingsError, load_settings
from etl.store.privacy import keep_private

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


def allowed_hosts() -> list[str]:
    """The names that `VIGIE_ALLOWED_HOSTS` allows; none when settings cannot be read, which every page then says."""
    try:
        return load_settings().allowed_hosts
    except SettingsError:
        return []


keep_private()
app = st.App(
    ROOT / "dashboard" / "main.py",
    routes=[Route("/healthz", healthz)],
    middleware=[Middleware(Doors, allowed_hosts=allowed_hosts())],
    lifespan=warmed,
    on_script_error=explain,
)
