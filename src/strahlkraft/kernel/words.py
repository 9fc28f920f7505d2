"""Marks English sentences for translation without importing Django."""


def gettext_noop(message: str) -> str:
    """Return ``message`` unchanged; the name lets the message extractor find it."""
    return message
