"""Loads what a first visit would otherwise wait for: libraries, catalogues, number and date formats."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import plotly.graph_objects as go
import streamlit.elements.plotly_chart  # noqa: F401 - registers the chart theme; a figure made before has none

from etl.settings import SettingsError, load_settings
from etl.store.errors import StoreError
from etl.store.places import places_of
from etl.store.privacy import close_home, keep_private
from etl.words.catalogues import LANGUAGES, speaking, translations
from etl.words.formats import moment, money


def warm_up() -> None:
    """Fill the caches of this process, and close a home that stands open; takes under a second, once."""
    keep_private()
    with suppress(SettingsError, StoreError, OSError):  # every page says what is wrong with them
        close_home(places_of(load_settings()))
    for language in LANGUAGES:
        translations(language)
        with speaking(language):
            moment(datetime(2026, 1, 1, tzinfo=UTC))
            money(1, "EUR")
    go.Figure(go.Scatter(x=[0], y=[0])).to_json()
