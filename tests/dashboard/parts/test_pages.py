"""The register of the pages."""

from __future__ import annotations

from dashboard.parts.pages import PAGES


def test_every_page_has_its_own_script_and_address():
    assert all(entry.script.is_file() for entry in PAGES)
    assert len({entry.url_path for entry in PAGES}) == len(PAGES)
