"""The one place that turns labels and paths into addresses of the current language."""

from django.conf import settings
from django.utils.translation import get_language

from strahlkraft.kernel.label import Label

# Addresses outside the language prefix: machines read them.
_UNPREFIXED = ("/api/", "/static/", "/health/", "/.well-known/", "/robots.txt", "/sitemap", "/bilder/")
_HOST_FOLLOWS = "/\\\t\n\r"
"""What browsers read as a stroke before a host, and what they skip there (URL standard)."""


def is_german() -> bool:
    """Whether the active language is German (also when none is active)."""
    return (get_language() or settings.LANGUAGE_CODE).startswith("de")


def localised(path: str, language: str = "") -> str:
    """The path in the active (or given) language: German bare, English below ``/en``; other hosts stay as they are."""
    german = language == "de" if language else is_german()
    bare = bare_path(path)
    if german or not bare.startswith("/") or bare.startswith("//") or bare.startswith(_UNPREFIXED):
        return bare
    return f"/en{bare}"


def bare_path(path: str) -> str:
    """The path without its language prefix."""
    if path == "/en":
        return "/"
    return within(path[3:]) if path.startswith("/en/") else path


def within(path: str) -> str:
    """The path of a request so that no browser takes it for another host, as it would two strokes in front of one."""
    return f"/{path.lstrip(_HOST_FOLLOWS)}"


def address(label: Label | None) -> str:
    """Where the thing named by the label is shown; empty when nothing is named or its kind has no page."""
    pattern = settings.ADDRESSES.get(label.kind, "") if label else ""
    return localised(pattern.format(key=label.key)) if label and pattern else ""
