"""What a listing is to the pages: where it opens, how it is found."""

from __future__ import annotations

from typing import Final

from dashboard.parts.entities import Entity, Nouns
from dashboard.parts.pages import STOCK
from etl.words.catalogues import N_

LISTING: Final = Entity(
    type="offer",
    parameter="listing",
    page=STOCK,
    nouns=Nouns(
        open=N_("Open the listing"),
        missing=N_("There is no listing {id} here"),
        missing_hint=N_(
            "Check the SKU, capitals included. Listings are read every five minutes: a new one appears then."
        ),
        acted_on=N_("{action}, {id}"),
        search=N_("SKU or title"),
    ),
)
