"""Who may open a page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def asking_for_a_role(roles):
    import streamlit as st  # noqa: PLC0415 - AppTest runs this function's text alone

    from dashboard.people.access import Role, User, require  # noqa: PLC0415 - as above

    require(Role.ADMIN, User("ana", frozenset(Role(role) for role in roles)))
    st.write("inside")


@pytest.mark.parametrize(("roles", "is_inside"), [(["admin"], True), (["staff", "manager"], False), ([], False)])
def test_a_page_opens_to_its_role_only(roles, is_inside):
    app = AppTest.from_function(asking_for_a_role, args=(roles,)).run()
    assert ("inside" in [text.value for text in app.markdown]) is is_inside
