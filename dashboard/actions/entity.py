"""What an action and a batch of them are to the pages: where they open."""

from __future__ import annotations

from typing import Final

from dashboard.parts.entities import Entity, Nouns
from dashboard.parts.pages import ACTIONS
from etl.words.catalogues import N_

ACTION: Final = Entity(
    type="action",
    parameter="action",
    page=ACTIONS,
    nouns=Nouns(
        open=N_("Decide on it"),
        missing=N_("There is no action {id} here"),
        missing_hint=N_("The link may be cut off. The list has all actions."),
    ),
)
BATCH: Final = Entity(
    type="batch",
    parameter="batch",
    page=ACTIONS,
    nouns=Nouns(
        open=N_("Open its batch"),
        missing=N_("There is no batch {id} here"),
        missing_hint=N_("The link may be cut off. “Batches” in the list has all of them."),
    ),
    own_choices=("place", "page"),
)
