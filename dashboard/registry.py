"""Everything that can be opened, and every key: given to the shell and the pages, so that parts name no subject."""

from __future__ import annotations

from typing import Final

from dashboard.actions.entity import ACTION, BATCH
from dashboard.listings.entity import LISTING
from dashboard.orders.entity import ORDER
from dashboard.parts.entities import Entity
from dashboard.parts.keyboard import EVERYWHERE, WALKING

ENTITIES: Final = (ORDER, ACTION, LISTING, BATCH)
"""Where an address names several, the first is what it shows."""


def entity_of(subject_type: str) -> Entity:
    """The entity that actions and presence call so."""
    return next(entity for entity in ENTITIES if entity.type == subject_type)


SHORTCUTS: Final = (*WALKING, *(key for entity in ENTITIES for key in entity.shortcuts), *EVERYWHERE)
"""In the order in which they are listed."""
