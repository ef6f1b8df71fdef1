"""A session of the app without a browser: what a browser would send, over the same websocket; nothing is drawn.

The widgets stand under the keys that the pages give them. Timers run as a browser would run them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

import polars as pl
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from dashboard.people.person import COOKIE

PATIENCE_SECONDS: Final = 60
BROWSER: Final = {"timezone": "Europe/Paris", "timezone_offset": -60, "locale": "en-GB"}


class ScriptFailed(Exception):
    """A page of the app showed an exception."""


@dataclass
class Shown:
    """What a run of the page has shown: ids of widgets by key, the first table, how many notices."""

    widgets: dict[str, str] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)
    table: bytes = b""
    alerts: int = 0

    def add(self, kind: str, element: Any) -> None:
        """Note one element."""
        if kind == "alert":
            self.alerts += 1
        elif kind == "dataframe" and not self.table:
            self.table = element.arrow_data.data
        if element_id := getattr(element, "id", ""):
            key = element_id.split("-", maxsplit=2)[-1]
            self.widgets[key] = element_id
            if getattr(element, "disabled", False):
                self.disabled.add(key)


class Session:
    """One visitor; `shown` is what the last whole run has shown, and what fragments have added since.

    Whoever asks for something says how to see it on the page: a timer may run the page too, before and after.
    """

    def __init__(self, address: str, page: str, name: str) -> None:
        self.shown = self._coming = Shown()
        self._address, self._page, self._name = address, page, name
        self._page_hash = self._query = ""
        self._values: dict[str, WidgetState] = {}
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._renewed: set[str] = set()
        self._wait: tuple[Callable[[], bool], asyncio.Future[None]] | None = None
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open(self, is_shown: Callable[[], bool], **query: str) -> None:
        """Come to the page by its address; returns when it stands."""
        uri = self._address.replace("http", "ws", 1) + "_stcore/stream"
        self._socket = await connect(
            uri,
            subprotocols=["streamlit"],  # type: ignore[list-item]  # a NewType of str
            additional_headers={"Cookie": f"{COOKIE}={self._name}"},
            max_size=None,
            compression=None,
            close_timeout=1,
        )
        self._reader = asyncio.create_task(self._read(self._socket))
        await self.go(is_shown, **query)

    async def close(self) -> None:
        """Leave, if open; a later `open` is a new visit."""
        for task in (*self._timers.values(), self._reader):
            if task:
                task.cancel()
        if self._socket:
            await self._socket.close()
        self._timers, self._values, self._page_hash = {}, {}, ""

    @property
    def query(self) -> dict[str, str]:
        """The address as the browser's bar would show it."""
        return {name: values[-1] for name, values in parse_qs(self._query).items()}

    async def go(self, is_shown: Callable[[], bool], **query: str) -> None:
        """Run the page with another address, as a link does."""
        self._query = urlencode(query)
        await self._ask([], is_shown)

    async def enter(self, key: str, value: str, is_shown: Callable[[], bool]) -> None:
        """Enter a text or choose an option, by the words it is shown with."""
        self._values[key] = WidgetState(id=self.shown.widgets[key], string_value=value)
        await self._ask([], is_shown)

    def tick(self, key: str) -> None:
        """Tick a box; it is told with the next request."""
        self._values[key] = WidgetState(id=self.shown.widgets[key], bool_value=True)

    async def press(self, key: str, is_shown: Callable[[], bool]) -> None:
        """Press a button."""
        await self._ask([WidgetState(id=self.shown.widgets[key], trigger_value=True)], is_shown)

    def is_enabled(self, key: str) -> bool:
        """Whether the page shows such a widget, ready for use."""
        return self.has(key) and key not in self.shown.disabled

    def has(self, key: str) -> bool:
        """Whether the page shows such a widget."""
        return key in self.shown.widgets

    def starting_with(self, beginning: str) -> list[str]:
        """The keys of the widgets that begin so, in the order of the page."""
        return [key for key in self.shown.widgets if key.startswith(beginning)]

    def column(self, name: str) -> list[str]:
        """A column of the first table."""
        return pl.read_ipc_stream(self.shown.table, columns=[name])[name].to_list() if self.shown.table else []

    async def _ask(self, triggered: list[WidgetState], is_shown: Callable[[], bool]) -> None:
        shown = asyncio.get_running_loop().create_future()
        self._wait = (is_shown, shown)
        await self._send(triggered)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await shown

    async def _send(self, triggered: list[WidgetState], fragment: str = "") -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.fragment_id, state.is_auto_rerun = self._query, fragment, bool(fragment)
        state.page_script_hash, state.page_name = self._page_hash, "" if self._page_hash else self._page
        known = {key: value for key, value in self._values.items() if self.shown.widgets.get(key) == value.id}
        state.widget_states.CopyFrom(WidgetStates(widgets=[*known.values(), *triggered]))
        for name, value in BROWSER.items():
            setattr(state.context_info, name, value)
        state.context_info.url = self._address + self._page
        assert self._socket is not None, "the session is not open"
        await self._socket.send(message.SerializeToString())

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for data in socket:
                message = ForwardMsg()
                message.ParseFromString(data if isinstance(data, bytes) else data.encode())
                self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "navigation":
                self._page_hash = message.navigation.page_script_hash
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "auto_rerun":
                self._start_timer(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "new_session" if not message.metadata.run.fragment_ids:
                self._coming, self._renewed = Shown(), set()
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                is_fragment = bool(message.metadata.run.fragment_ids)
                self._take_element(message.delta.new_element, self.shown if is_fragment else self._coming)
            case "script_finished" if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self._end_run()

    def _take_element(self, element: Element, shown: Shown) -> None:
        kind = str(element.WhichOneof("type"))
        shown.add(kind, getattr(element, kind))
        if kind == "exception" and self._wait and not self._wait[1].done():
            self._wait[1].set_exception(ScriptFailed(f"{element.exception.type}: {element.exception.message}"))

    def _end_run(self) -> None:
        self.shown = self._coming
        for fragment in self._timers.keys() - self._renewed:
            self._timers.pop(fragment).cancel()
        if self._wait and not self._wait[1].done() and self._wait[0]():
            self._wait[1].set_result(None)

    def _start_timer(self, fragment: str, seconds: float) -> None:
        self._renewed.add(fragment)
        if fragment in self._timers:
            self._timers[fragment].cancel()
        self._timers[fragment] = asyncio.create_task(self._run_every(fragment, seconds))

    async def _run_every(self, fragment: str, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            await self._send([], fragment)
