"""What a person reads on a page that AppTest has run."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def texts(app: AppTest) -> str:
    """All running text and captions, as Markdown."""
    return "\n".join([*(text.value for text in app.markdown), *(text.value for text in app.caption)])


def unescaped(app: AppTest) -> str:
    """The same without the backslashes that keep what came from outside from being Markdown."""
    return texts(app).replace("\\", "")
