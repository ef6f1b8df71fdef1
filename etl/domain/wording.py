"""Marks the words that rules carry, such as what a metric is called; translating them is for whoever shows them."""


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools extract
    """Mark a message for translation without translating it yet."""
    return message
