"""The menus of pages the office wrote, for the head and the foot of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from strahlkraft.design.addresses import address, is_german
from strahlkraft.newsroom.queries import pages


def written_menus(request: HttpRequest) -> dict[str, Any]:
    """Context processor: both menus by name, read in one query when a template shows one, otherwise in none."""
    return {"written_menus": SimpleLazyObject(_menus)}


def _menus() -> dict[str, list[dict[str, str]]]:
    found = pages.menus("de" if is_german() else "en")
    return {
        name: [{"url": address(one.label), "label": one.label.title, "language": one.language} for one in entries]
        for name, entries in found.items()
    }
