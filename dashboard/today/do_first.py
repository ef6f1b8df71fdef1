"""The five to deal with first, each with the link that leads to its form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

import polars as pl
import streamlit as st

from dashboard.parts.entities import Entity, way_to
from etl.actions.outbox.records import ActionRow
from etl.store.snapshots.snapshots import Snapshot
from etl.words.codes import word

SHOWN: Final = 5


def most_urgent(snapshot: Snapshot, entity: Entity, in_hand: Collection[str]) -> pl.DataFrame:
    """The most urgent ones that nobody has in hand; the columns of the entity's queue."""
    if entity.queue is None:
        return pl.DataFrame()
    # A power of two: while a batch is worked off, the same question is asked, and its answer is kept.
    wanted = 1 << (SHOWN + len(in_hand)).bit_length()
    return entity.queue(snapshot, wanted).filter(~pl.col(entity.id_column).is_in(list(in_hand))).head(SHOWN)


def do_first(
    snapshot: Snapshot, entity: Entity, first: pl.DataFrame, unseen: Mapping[str, ActionRow], now: datetime
) -> None:
    """A card for each, and the link to act on it."""
    cards = entity.card(snapshot, first, unseen, now) if entity.card else ()
    for row, card in zip(first.iter_rows(named=True), cards, strict=True):
        with st.container(border=True):
            what, act = st.columns([5, 2], vertical_alignment="center")
            what.markdown(card)
            with act:
                form = word(entity.forms, row["kind"])
                way_to(entity, row[entity.id_column], form, ":material/arrow_forward:", icon_position="right")
