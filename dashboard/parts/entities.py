"""What can be opened from a list and has an address of its own: one way to open it, to leave it, to find it.

A subject tells what it is in an `Entity`; `dashboard/registry.py` lists them all. Nothing here names one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NoReturn

import polars as pl
import streamlit as st

from dashboard.parts import address
from dashboard.parts.keyboard import BACK, SEARCH, Shortcut, hint
from dashboard.parts.pages import PageEntry
from etl.actions.outbox.records import ActionRow
from etl.domain.characters import plain_line
from etl.store.ops.presence import Subject
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _, language
from etl.words.markdown import escape

OPEN_ICON: Final = ":material/open_in_full:"
"""What the cell of an `open_column` holds."""
ID_LIMIT: Final = 64
_TO_OPEN: Final = "entity_to_open"

Card = Callable[[Snapshot, pl.DataFrame, Mapping[str, ActionRow], datetime], Sequence[str]]
"""What other pages show of some rows of the queue, with the actions that lie over them: Markdown for each."""
Queue = Callable[[Snapshot, int], pl.DataFrame]
"""The most urgent ones, at most so many, soonest first: the id in the column that `id_column` names, and `kind`."""


@dataclass(frozen=True)
class Nouns:
    """Messages about one of them, in English, worded where they are shown; `{id}` stands for its id."""

    open: str
    missing: str
    missing_hint: str
    acted_on: str = ""
    """What was done to it, as a title: `{action}`."""
    search: str = ""
    search_hint: str = ""


@dataclass(frozen=True)
class Entity:
    """A kind of thing that can be opened.

    `type`: what actions and presence call it. `parameter`: holds its id in the address of its `page`.
    `kept_choices`: the parameters of its list that a saved view holds. `own_choices`: those that mean something only
    while one is open. `forms`: the label of the way to the form for each kind of obligation it may owe.
    """

    type: str
    parameter: str
    page: PageEntry
    nouns: Nouns
    id_column: str = ""
    kept_choices: tuple[str, ...] = ()
    own_choices: tuple[str, ...] = ()
    has_presence: bool = False
    """Whether colleagues see who has it open."""
    queue: Queue | None = None
    card: Card | None = None
    forms: dict[str, str] = field(default_factory=dict)
    shortcuts: tuple[Shortcut, ...] = ()
    """Keys of its forms."""


def id_in_address(entity: Entity) -> str:
    """The id of the one that the address shows, empty for none."""
    return plain_line(st.query_params.get(entity.parameter, "")).strip()[:ID_LIMIT]


def open_in_address(entities: Iterable[Entity]) -> Subject | None:
    """What the address shows: the first of the entities that it names one of."""
    return next((Subject(entity.type, one) for entity in entities if (one := id_in_address(entity))), None)


def open_column(entity: Entity, ids: Sequence[str], *, is_elsewhere: bool = False) -> Any:
    """The column with the button that opens a row of a table; `ids` are those of its rows.

    `is_elsewhere`: the table stands on another page than the entity's own.
    """
    key = f"open_{entity.parameter}"
    return st.column_config.ButtonColumn(
        "", on_click=_open_clicked, args=(entity, tuple(ids), key, is_elsewhere), key=key, type="tertiary", width=44
    )


def clicked_row(key: str, rows: int) -> int | None:
    """The row whose button was clicked; None where the table has become shorter since it was drawn."""
    click = st.session_state[key]
    return click["row"] if click is not None and click["row"] < rows else None


def _open_clicked(entity: Entity, ids: tuple[str, ...], key: str, is_elsewhere: bool) -> None:
    row = clicked_row(key, len(ids))
    if row is None:
        return
    if is_elsewhere:
        open_elsewhere(entity, ids[row])
    else:
        address.show(entity.parameter, ids[row])


def go_to(entity: Entity, one: str) -> NoReturn:
    """Leave for the page of one of them now."""
    st.switch_page(entity.page.script, query_params={entity.parameter: one})


def open_elsewhere(entity: Entity, one: str) -> None:
    """Have the next run go to the page of the entity: a callback may not switch pages itself."""
    st.session_state[_TO_OPEN] = (entity, one)


def go_to_opened() -> None:
    """Leave for what the last run asked to open on another page, if it did."""
    wanted = st.session_state.pop(_TO_OPEN, None)
    if wanted is not None:
        go_to(*wanted)


def way_to(entity: Entity, one: str, label: str = "", icon: str | None = None, **placed: Any) -> None:
    """The link to one of them, from whichever page."""
    st.page_link(
        entity.page.script,
        label=label or _(entity.nouns.open),
        icon=icon or entity.page.icon,
        query_params={entity.parameter: one},
        **placed,
    )


def link(entity: Entity, one: str) -> str:
    """The cell of a `link_column`."""
    return f"{entity.page.url_path}?lang={language()}&{entity.parameter}={one}"


def link_column(entity: Entity, heading: str, width: int) -> Any:
    """The column whose cells are links, each showing its id."""
    return st.column_config.LinkColumn(heading, display_text=rf"{entity.parameter}=(.+)$", width=width)


def back_button(entity: Entity) -> None:
    """Leave the one that is open; the choices of the list stay."""
    st.button(
        _("Back to the list"), key="back_to_list", icon=":material/arrow_back:", type="tertiary",
        on_click=_leave, args=(entity,), help=hint(BACK),
    )  # fmt: skip


def _leave(entity: Entity) -> None:
    for name in (entity.parameter, *entity.own_choices):
        address.show(name, "")


def there_is_none(entity: Entity, one: str) -> None:
    """The address names one that nobody knows: say so, and what to do."""
    words = _(entity.nouns.missing).format(id=escape(one, ID_LIMIT))
    st.subheader(words, icon=":material/search_off:", anchor=False)
    st.markdown(_(entity.nouns.missing_hint))


def search_box(entity: Entity) -> str:
    """The search above the list, kept in the address; what is searched for."""
    address.text("q")
    nouns = entity.nouns
    given = st.text_input(
        _(nouns.search),
        key=address.widget_key("q"),
        on_change=address.keep,
        args=("q", ""),
        type="search",
        max_chars=64,
        placeholder=_("Search"),
        help=_(nouns.search_hint).format(key=hint(SEARCH)) if nouns.search_hint else None,
        width=240,
    )
    return plain_line(given).strip()


@dataclass(frozen=True)
class BulkButton:
    """What can be begun with a selection; `label` is in the reader's language."""

    label: str
    key: str
    icon: str
    begin: Callable[..., None]
    args: tuple[Any, ...]
    is_primary: bool = False


def bulk_bar(words: str, buttons: Sequence[BulkButton], none_fits: str) -> None:
    """What is selected and what can be begun with it, each behind its review; `none_fits` where nothing can."""
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(words, width="content")
        if not buttons:
            st.caption(none_fits, width="content")
        for each in buttons:
            st.button(
                f"{each.label} …",
                key=each.key,
                type="primary" if each.is_primary else "secondary",
                icon=each.icon,
                on_click=each.begin,
                args=each.args,
            )
